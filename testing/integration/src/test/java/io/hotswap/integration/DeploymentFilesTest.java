package io.hotswap.integration;

import static io.hotswap.integration.DeploymentFiles.ROOT;
import static io.hotswap.integration.DeploymentFiles.at;
import static io.hotswap.integration.DeploymentFiles.list;
import static io.hotswap.integration.DeploymentFiles.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the deployment files say of each other and of the tree; no container engine is needed. */
class DeploymentFilesTest {
  private static final Path DOCKERFILE = ROOT.resolve("docker/Dockerfile");
  private static final String DATA = "/var/lib/hotswap";
  private static final Pattern ENVIRONMENT = Pattern.compile("\\$\\{([A-Z_]+)([^}]*)}");

  static Stream<Path> compose() {
    return DeploymentFiles.yaml("docker").stream();
  }

  static Stream<Path> configurations() {
    return DeploymentFiles.yaml("conf").stream();
  }

  @ParameterizedTest
  @MethodSource("compose")
  void whatComposeNamesIsThere(Path file) {
    Map<String, Object> compose = map(DeploymentFiles.documents(file).get(0));
    Map<String, Object> services = map(compose.get("services"));
    assertThat(nodes(compose)).as("nodes of %s", file).isNotEmpty();
    assertThat(compose.get("name")).as("name: without one all files share volumes").isNotNull();
    for (Map.Entry<String, Object> service : services.entrySet()) {
      for (String other : map(at(service.getValue(), "depends_on")).keySet()) {
        assertThat(at(service.getValue(), "depends_on", other, "condition"))
            .isEqualTo("service_healthy");
        assertThat(at(services, other, "healthcheck")).as("healthcheck of %s", other).isNotNull();
      }
      for (Object volume : list(at(service.getValue(), "volumes"))) {
        String name = volume.toString().split(":", -1)[0];
        assertThat(map(compose.get("volumes"))).as("volumes").containsKey(name);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("compose")
  void aNodeOfComposeHasWhatItsConfigurationAsksFor(Path file) {
    Map<String, Object> compose = map(DeploymentFiles.documents(file).get(0));
    for (Map<String, Object> node : nodes(compose)) {
      assertThat(node.get("image")).isEqualTo("hotswap:" + version());
      Path context = file.resolveSibling(at(node, "build", "context").toString()).normalize();
      assertThat(context.resolve(at(node, "build", "dockerfile").toString())).isEqualTo(DOCKERFILE);
      Path conf = DeploymentFiles.conf(list(node.get("command")));
      Set<String> environment = map(node.get("environment")).keySet();
      fits(environment, conf);
      assertThat(DeploymentFiles.seconds(node.get("stop_grace_period")))
          .as("stop_grace_period against drain-timeout of %s", conf)
          .isGreaterThan(2 * DeploymentFiles.drainSeconds(conf));
      assertThat(list(node.get("ports"))).allMatch(port -> port.toString().endsWith(":8080"));
      assertThat(list(node.get("volumes"))).allMatch(volume -> volume.toString().endsWith(DATA));
    }
  }

  @ParameterizedTest
  @MethodSource("compose")
  void nodesOfAClusterFindEachOther(Path file) {
    Map<String, Object> compose = map(DeploymentFiles.documents(file).get(0));
    Set<Object> ids = new HashSet<>();
    for (Map<String, Object> node : nodes(compose)) {
      Map<String, Object> environment = map(node.get("environment"));
      environment.forEach(
          (name, value) -> {
            if (name.startsWith("HOTSWAP_PEER_")) {
              String host = value.toString().replaceFirst(":5701$", "");
              assertThat(map(compose.get("services"))).as(name).containsKey(host);
            }
          });
      assertThat(ids.add(environment.get("HOTSWAP_NODE_ID"))).as("ids differ").isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("compose")
  void secretsComeFromTheEnvironmentAndHaveNoDefault(Path file) {
    ENVIRONMENT
        .matcher(DeploymentFiles.text(file))
        .results()
        .forEach(found -> assertThat(found.group(2)).as(found.group()).startsWith(":?"));
    for (Object service : map(at(DeploymentFiles.documents(file).get(0), "services")).values()) {
      map(at(service, "environment"))
          .forEach(
              (name, value) -> {
                if (name.endsWith("PASSWORD") || name.endsWith("SECRET") || name.endsWith("AUTH")) {
                  assertThat(value.toString()).as(name).startsWith("${");
                }
              });
    }
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void everyConfigurationIsReadableAndTakesOnlyOurNames(Path conf) {
    assertThat(DeploymentFiles.documents(conf)).hasSize(1);
    assertThat(DeploymentFiles.placeholders(conf, false)).allMatch(n -> n.startsWith("HOTSWAP_"));
    Object store = at(DeploymentFiles.documents(conf).get(0), "kernel", "store-plugin");
    if (store != null) {
      String id = store.toString().replaceFirst("^\\$\\{[A-Z_]+:(.*)}$", "$1");
      assertThat(ROOT.resolve("plugins/" + id.replace('.', '/'))).as("store %s", id).exists();
    }
  }

  @Test
  void theImageIsMadeOfWhatIsThereAndRunsAsNobody() {
    List<String> lines = DeploymentFiles.text(DOCKERFILE).lines().toList();
    assertThat(lines).contains("USER 10001:10001", "STOPSIGNAL SIGTERM", "VOLUME " + DATA);
    assertThat(lines)
        .contains("EXPOSE 8080 5701 5801 5901", "ENTRYPOINT [\"/opt/hotswap/hotswap\"]");
    lines.stream()
        .filter(line -> line.startsWith("COPY ") && !line.contains("--from="))
        .map(line -> line.replaceFirst("COPY (--\\S+ )*(\\S+) .*", "$2"))
        .forEach(source -> assertThat(ROOT.resolve(source)).exists());
    Path healthcheck = ROOT.resolve("docker/healthcheck");
    assertThat(Files.isExecutable(healthcheck)).as("%s may be run", healthcheck).isTrue();
    String command =
        lines.stream().filter(line -> line.startsWith("CMD [")).findFirst().orElseThrow();
    List<String> words = List.of(command.replaceAll("CMD |[\\[\\]\" ]", "").split(",", -1));
    Path conf = DeploymentFiles.conf(List.copyOf(words));
    assertThat(DeploymentFiles.placeholders(conf, true)).as("must start as it is").isEmpty();
  }

  @Test
  void theKubernetesExampleFitsTheImage() {
    Path file = ROOT.resolve("docs/examples/kubernetes/hotswap.yaml");
    Object set =
        DeploymentFiles.documents(file).stream()
            .filter(document -> at(document, "kind").equals("StatefulSet"))
            .findFirst()
            .orElseThrow();
    Object pod = at(set, "spec", "template", "spec");
    Map<String, Object> node = map(list(at(pod, "containers")).get(0));
    assertThat(node.get("image")).isEqualTo("hotswap:" + version());
    Path conf = DeploymentFiles.conf(list(node.get("args")));
    Map<String, Object> environment = new LinkedHashMap<>();
    list(node.get("env"))
        .forEach(each -> environment.put(at(each, "name").toString(), at(each, "value")));
    fits(environment.keySet(), conf);
    for (int peer = 0; peer < (int) at(set, "spec", "replicas"); peer++) {
      assertThat(environment.get("HOTSWAP_PEER_" + (peer + 1)))
          .isEqualTo("hotswap-" + peer + "." + at(set, "spec", "serviceName") + ":5701");
    }
    assertThat((int) at(pod, "terminationGracePeriodSeconds"))
        .isGreaterThan(5 + 2 * DeploymentFiles.drainSeconds(conf));
    assertThat(at(node, "readinessProbe", "httpGet", "path")).isEqualTo("/health/ready");
    assertThat(at(node, "livenessProbe", "httpGet", "path")).isEqualTo("/health/live");
    assertThat(at(pod, "securityContext", "runAsUser")).isEqualTo(10001);
  }

  /** What must be set is set, and what is set is asked for: a name that was mistyped is neither. */
  private static void fits(Set<String> environment, Path conf) {
    assertThat(environment)
        .as("what %s needs", conf)
        .containsAll(DeploymentFiles.placeholders(conf, true));
    assertThat(DeploymentFiles.placeholders(conf, false))
        .as("what %s takes", conf)
        .containsAll(environment);
  }

  private static List<Map<String, Object>> nodes(Map<String, Object> compose) {
    return map(compose.get("services")).values().stream()
        .map(DeploymentFiles::map)
        .filter(service -> service.get("image").toString().startsWith("hotswap:"))
        .toList();
  }

  private static String version() {
    String pom = DeploymentFiles.text(ROOT.resolve("pom.xml"));
    return pom.replaceFirst("(?s).*?<version>([^<]+)<.*", "$1");
  }
}
