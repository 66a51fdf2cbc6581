/** What reads bytes inside of one process, each part by itself. */
package io.hotswap.fuzz.parts;
