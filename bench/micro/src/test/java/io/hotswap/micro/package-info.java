/** That the benchmarks run. */
package io.hotswap.micro;
