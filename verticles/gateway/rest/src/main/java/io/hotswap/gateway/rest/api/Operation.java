package io.hotswap.gateway.rest.api;

import io.hotswap.contracts.edge.Principal.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One operation of the document.
 *
 * @param method in upper case
 * @param path template as {@code /api/v1/topics/{name}}
 * @param role who may, empty for everybody
 * @param planned whether it is documented but does not work yet
 * @param head whether HEAD may stand for its GET: not where a GET has effects or never ends
 * @param query names of its query parameters
 * @param consumes content types of its body, empty if it takes none
 * @param bodyRequired whether the body may not be left out
 * @param bodySchema component schema of its JSON body, empty if it has none
 * @param webSocket whether it can be had as a WebSocket
 * @param produces content types of its successful answers
 */
public record Operation(
    String id,
    String method,
    String path,
    String summary,
    Optional<Role> role,
    boolean planned,
    boolean head,
    Set<String> query,
    List<String> consumes,
    boolean bodyRequired,
    Optional<String> bodySchema,
    boolean webSocket,
    Set<String> produces) {}
