/**
 * Real plugin jars made while a test runs: {@link io.hotswap.node.jars.PluginJarBuilder} compiles
 * sources and packs them.
 *
 * <p>Two plugins come with it: the <em>ledger</em>, a stateful broker of four shards, and the
 * <em>door</em>, a gateway. A jar's <em>moods</em> say how its version misbehaves.
 */
package io.hotswap.node.jars;
