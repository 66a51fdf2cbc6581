package io.hotswap.node.swap;

import io.hotswap.contracts.admin.MemberView;
import io.hotswap.contracts.admin.NodeAdmin;
import io.hotswap.contracts.admin.NodeView;
import io.hotswap.contracts.admin.PluginView;
import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.PortType;
import io.hotswap.contracts.plugin.Shards;
import io.hotswap.node.lifecycle.PluginInstance;
import io.hotswap.node.lifecycle.Residents;
import io.hotswap.node.lifecycle.Surroundings;
import io.hotswap.node.loader.ActiveVersions;
import io.hotswap.node.loader.InstalledVersion;
import io.hotswap.node.loader.Repository;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The kernel's operations as gateways are offered them. */
public final class KernelAdmin implements NodeAdmin {
  private final Surroundings around;
  private final Residents residents;
  private final Coordinator coordinator;
  private final Figures figures;

  /** What only the whole node knows. */
  public record Figures(
      Supplier<NodeView> node,
      Supplier<Future<List<MemberView>>> members,
      Supplier<List<String>> unhealthy,
      Supplier<String> metrics) {}

  public KernelAdmin(
      Surroundings around, Residents residents, Coordinator coordinator, Figures figures) {
    this.around = around;
    this.residents = residents;
    this.coordinator = coordinator;
    this.figures = figures;
  }

  @Override
  public Future<List<PluginView>> plugins() {
    return around
        .strand()
        .call(
            () ->
                Future.succeededFuture(
                    around.repository().ids().stream().map(this::view).toList()));
  }

  @Override
  public Future<PluginView> plugin(String id) {
    return around
        .strand()
        .call(
            () -> {
              requireKnown(id);
              return Future.succeededFuture(view(id));
            });
  }

  private void requireKnown(String id) {
    if (around.repository().versions(id).isEmpty()) {
      throw Problem.of(
          ErrorCode.PluginNotFound,
          "plugin: " + id + " (expected: one of " + around.repository().ids() + ")");
    }
  }

  private PluginView view(String id) {
    List<InstalledVersion> versions = around.repository().versions(id);
    Optional<PluginInstance> serving = residents.serving(id);
    return new PluginView(
        id,
        versions.get(versions.size() - 1).descriptor().kind().name(),
        serving.map(PluginInstance::version).orElse(null),
        serving.map(each -> each.state().name()).orElse("INSTALLED"),
        versions.stream().map(this::view).toList(),
        serving.map(this::ports).orElse(List.of()),
        around.sentinel().alive(id),
        serving.flatMap(PluginInstance::shards).map(Shards::level).orElse(0),
        false);
  }

  private PluginView.Version view(InstalledVersion installed) {
    String state =
        residents
            .find(installed.id(), installed.version())
            .map(each -> each.state().name())
            .orElse("INSTALLED");
    return new PluginView.Version(
        installed.version(),
        state,
        installed.digest(),
        installed.descriptor().contracts(),
        installed.installedAt());
  }

  private List<PluginView.Port> ports(PluginInstance serving) {
    return serving.targets().keySet().stream()
        .sorted(Comparator.comparing((PortType<?> type) -> type.name()))
        .map(type -> around.ports().port(type).view())
        .toList();
  }

  @Override
  public Future<Installed> install(Path jar, Principal by) {
    return around
        .strand()
        .blocking(() -> around.repository().install(jar, by.subject()))
        .map(
            done ->
                new Installed(
                    done.version().id(),
                    done.version().version(),
                    done.version().digest(),
                    done.created()))
        .recover(refused -> leaveReceipt(jar, by, refused));
  }

  private Future<Installed> leaveReceipt(Path jar, Principal by, Throwable refused) {
    if (!(refused instanceof Problem problem) || problem.code() != ErrorCode.PluginRejected) {
      return Future.failedFuture(refused);
    }
    return around
        .strand()
        .blocking(() -> Repository.claimedId(jar).orElse("unknown"))
        .compose(id -> coordinator.rejected(id, by.subject(), problem.getMessage()))
        .compose(
            receipt ->
                Future.failedFuture(
                    Problem.of(
                        ErrorCode.PluginRejected,
                        problem.getMessage() + "; receipt " + receipt.id())));
  }

  @Override
  public Future<Void> remove(String id, String version, Principal by) {
    return around
        .strand()
        .call(
            () -> {
              requireKnown(id);
              InstalledVersion installed =
                  around
                      .repository()
                      .version(id, version)
                      .orElseThrow(
                          () ->
                              Problem.of(
                                  ErrorCode.PluginNotFound,
                                  "version: " + version + " (expected: a stored one)"));
              if (inUse(id, version)) {
                throw Problem.of(
                    ErrorCode.Conflict,
                    "version: " + version + " is in use (expected: one that does not run)");
              }
              return around
                  .strand()
                  .blocking(
                      () -> {
                        around.repository().remove(installed);
                        return null;
                      });
            });
  }

  private boolean inUse(String id, String version) {
    Optional<ActiveVersions.Choice> choice = around.repository().active().of(id);
    return residents.find(id, version).isPresent()
        || coordinator.incoming(id).filter(version::equals).isPresent()
        || choice.filter(each -> version.equals(each.active())).isPresent();
  }

  @Override
  public Future<SwapView> swap(String id, String version, Duration bake, Principal by) {
    return coordinator.begin(id, version, bake, by.subject());
  }

  @Override
  public Future<SwapView> rollback(String id, Principal by) {
    return coordinator.rollback(id, by.subject());
  }

  @Override
  public Future<List<SwapView>> swaps() {
    return Future.succeededFuture(coordinator.swaps().all());
  }

  @Override
  public Future<SwapView> swap(String swapId) {
    return coordinator
        .swaps()
        .find(swapId)
        .map(Future::succeededFuture)
        .orElseGet(
            () ->
                Future.failedFuture(
                    Problem.of(
                        ErrorCode.SwapNotFound, "swap: " + swapId + " (expected: a known swap)")));
  }

  @Override
  public NodeView node() {
    return figures.node().get();
  }

  @Override
  public Future<List<MemberView>> members() {
    return figures.members().get();
  }

  @Override
  public List<String> unhealthy() {
    return figures.unhealthy().get();
  }

  @Override
  public String metrics() {
    return figures.metrics().get();
  }
}
