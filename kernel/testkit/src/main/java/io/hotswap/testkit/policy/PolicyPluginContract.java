package io.hotswap.testkit.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.plugin.Descriptor;
import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PortType;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The main class of a policy plugin against its descriptor. */
public abstract class PolicyPluginContract {
  /** Gauge that tells what a version calls itself, in its tag {@code release}. */
  public static final String RELEASE_GAUGE = "policy.release";

  /** A new one, not started. */
  protected abstract Plugin plugin();

  /** The descriptor of the plugin under test. */
  protected static JsonObject descriptor() {
    String file = "target/classes/" + Descriptor.RESOURCE;
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException missing) {
      throw new AssertionError(file + " (expected: the plugin's descriptor)", missing);
    }
  }

  /** A scope with this configuration. */
  protected static PolicyScope scope(JsonObject config) {
    JsonObject descriptor = descriptor();
    return new PolicyScope(descriptor.getString("id"), descriptor.getString("version"), config);
  }

  /** Starts a new plugin with its defaults. */
  protected PolicyScope started() {
    PolicyScope scope = scope(new JsonObject());
    assertThat(plugin().start(scope).succeeded()).as("started at once").isTrue();
    return scope;
  }

  @Test
  void theDescriptorNamesThisPlugin() {
    assertThat(descriptor().getString("main")).isEqualTo(plugin().getClass().getName());
    assertThat(descriptor().getString("kind")).isEqualTo(Descriptor.Kind.policy.name());
  }

  @Test
  void itProvidesWhatTheDescriptorSays() {
    PolicyScope scope = started();
    assertThat(scope.provided().keySet().stream().map(PortType::name).toList())
        .isEqualTo(descriptor().getJsonArray("provides").getList());
    assertThat(scope.provided().keySet())
        .allMatch(port -> port.kind() == PortType.Kind.CALL, "a call port");
  }

  @Test
  void aVersionSaysWhatItIs() {
    PolicyScope scope = started();
    assertThat(scope.meters().get(RELEASE_GAUGE).gauge().getId().getTag("release"))
        .isEqualTo(descriptor().getString("version"));
    assertThat(scope.meters().get(RELEASE_GAUGE).gauge().value()).isEqualTo(1);
  }

  @Test
  void itIsWellChecksItselfAndStops() {
    Plugin plugin = plugin();
    PolicyScope scope = scope(new JsonObject());
    assertThat(plugin.start(scope).succeeded()).isTrue();
    assertThat(plugin.health()).isEmpty();
    assertThat(plugin.selfCheck().succeeded()).isTrue();
    assertThat(plugin.stop().succeeded()).isTrue();
  }

  @Test
  void itStopsWithoutHavingStarted() {
    assertThat(plugin().stop().succeeded()).isTrue();
  }
}
