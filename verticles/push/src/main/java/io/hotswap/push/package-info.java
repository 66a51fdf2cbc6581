/**
 * Pushes the messages of push subscriptions to their endpoints. {@code PushPlugin} wires it, {@code
 * pump} pulls and settles, {@code send} makes and sends requests, {@code net} says where requests
 * may go, {@code core} has the rules and no Vert.x.
 */
package io.hotswap.push;
