/** What reads bytes from sockets: a node of the built distribution, in a process of its own. */
package io.hotswap.fuzz.wire;
