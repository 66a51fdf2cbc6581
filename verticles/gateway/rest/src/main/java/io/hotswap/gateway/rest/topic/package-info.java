/**
 * Topics: settings from bodies and back, the table of what goes together, figures, browsing.
 *
 * <p>Start at {@link io.hotswap.gateway.rest.topic.Topics}.
 */
package io.hotswap.gateway.rest.topic;
