/** What was measured, as lines of JSON, as a table and as a drawing. */
package io.hotswap.bench.compare.report;
