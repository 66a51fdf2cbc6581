/**
 * Who asks: the node's signing secret, the tokens signed with it, and API keys.
 *
 * <p>Start at {@link io.hotswap.node.auth.Authenticator}. A request without credentials is nobody's
 * and may still ask for what is open to all; a request with wrong ones is refused here and reaches
 * no gateway.
 */
package io.hotswap.node.auth;
