/** What the commands share to talk to a node: where it is, who asks, how answers look. */
package io.hotswap.launcher.client;
