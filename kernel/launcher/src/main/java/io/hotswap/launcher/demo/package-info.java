/**
 * The main job on real input: {@link io.hotswap.launcher.demo.Demo} swaps plugins of a node of its
 * own under a load and shows what the clients saw.
 */
package io.hotswap.launcher.demo;
