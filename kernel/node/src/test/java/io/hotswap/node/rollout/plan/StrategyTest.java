package io.hotswap.node.rollout.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.admin.RolloutRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for the steps of every strategy, whatever the nodes. */
final class StrategyTest {
  private static List<Place> places(int count, int shards) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Place("n%03d".formatted(i), "1.0.0", shards * (i % 3)))
        .toList();
  }

  private static RolloutRequest request(
      String strategy, Integer batch, Integer away, List<Integer> shares, Integer weight) {
    return new RolloutRequest(
        "p",
        "2",
        strategy,
        batch,
        away,
        null,
        shares,
        weight,
        Duration.ofSeconds(1),
        null,
        null,
        null);
  }

  private static List<Stage> serving(Plan plan) {
    return plan.stages().stream().filter(stage -> stage.mark() == Mark.SERVING).toList();
  }

  @Provide
  static Arbitrary<RolloutRequest> requests() {
    Arbitrary<Integer> some = Arbitraries.integers().between(1, 7);
    return Arbitraries.oneOf(
        Arbitraries.of("Direct", "BlueGreen").map(name -> request(name, null, null, null, null)),
        some.flatMap(batch -> some.map(away -> request("Rolling", batch, away, null, null))),
        Arbitraries.integers()
            .between(1, 99)
            .list()
            .uniqueElements()
            .ofMaxSize(6)
            .map(
                shares -> {
                  List<Integer> rising = new ArrayList<>(shares);
                  rising.sort(null);
                  rising.add(100);
                  return request("Canary", null, null, rising, null);
                }));
  }

  @Property(tries = 300)
  void everyNodeIsSwitchedExactlyOnce(
      @ForAll("requests") RolloutRequest request,
      @ForAll @IntRange(min = 1, max = 40) int nodes,
      @ForAll @IntRange(min = 0, max = 4) int shards) {
    List<Place> places = places(nodes, shards);
    Plan plan = Plan.of(request, places, true);
    List<String> switched = new ArrayList<>();
    serving(plan).forEach(stage -> switched.addAll(stage.nodes()));
    assertThat(switched).containsExactlyElementsOf(places.stream().map(Place::node).toList());
    assertThat(plan.stages().get(0).mark()).isEqualTo(Mark.STORED);
    assertThat(plan.stages().get(0).nodes())
        .as("undo goes by the stages, so it covers all")
        .hasSize(nodes);
    assertThat(serving(plan)).allMatch(stage -> !stage.nodes().isEmpty());
  }

  @Property(tries = 200)
  void sharesRiseToAll(
      @ForAll("requests") RolloutRequest request,
      @ForAll @IntRange(min = 1, max = 40) int nodes,
      @ForAll @IntRange(min = 0, max = 4) int shards) {
    List<Integer> shares =
        serving(Plan.of(request, places(nodes, shards), false)).stream().map(Stage::share).toList();
    assertThat(shares).isSorted().doesNotHaveDuplicates().endsWith(100);
  }

  @Property(tries = 200)
  void neverMoreThanMaxUnavailableAtOnce(
      @ForAll @IntRange(min = 1, max = 40) int nodes,
      @ForAll @IntRange(min = 1, max = 50) int batch,
      @ForAll @IntRange(min = 1, max = 50) int away) {
    Plan plan = Plan.of(request("Rolling", batch, away, null, null), places(nodes, 0), true);
    assertThat(serving(plan)).allMatch(stage -> stage.nodes().size() <= Math.min(batch, away));
  }

  @Property(tries = 200)
  void aCanaryIsNeverLessThanItsShare(
      @ForAll @IntRange(min = 1, max = 40) int nodes,
      @ForAll @IntRange(min = 1, max = 99) int share,
      @ForAll @IntRange(min = 0, max = 4) int shards) {
    List<Place> places = places(nodes, shards);
    Plan plan = Plan.of(request("Canary", null, null, List.of(share, 100), null), places, false);
    List<String> first = serving(plan).get(0).nodes();
    long all = places.stream().mapToLong(Place::shards).sum();
    long part =
        places.stream()
            .filter(place -> first.contains(place.node()))
            .mapToLong(Place::shards)
            .sum();
    if (all == 0) {
      assertThat(first.size()).isEqualTo((share * nodes + 99) / 100);
    } else {
      assertThat(part * 100).isGreaterThanOrEqualTo(share * all);
    }
  }

  @Example
  void aCanaryBeginsWithSomeCallsOfItsFirstNode() {
    Plan plan = Plan.of(request("Canary", null, null, null, 10), places(40, 0), true);
    assertThat(plan.stages())
        .extracting(Stage::title)
        .containsExactly("distribute", "weigh", "serve", "serve", "serve");
    assertThat(plan.stages().get(1).share()).isEqualTo(10);
    assertThat(plan.stages().get(1).nodes()).containsExactly("n000");
    assertThat(plan.stages().stream().map(stage -> stage.nodes().size()))
        .containsExactly(40, 1, 2, 8, 30);
  }

  @Example
  void blueGreenProvesAllBeforeAnySwitches() {
    Plan plan = Plan.of(request("BlueGreen", null, null, null, null), places(3, 0), true);
    assertThat(plan.stages())
        .extracting(Stage::mark)
        .containsExactly(Mark.STORED, Mark.STANDBY, Mark.SERVING);
    assertThat(plan.stages()).allMatch(stage -> stage.nodes().size() == 3);
  }

  @Example
  void rollingIsOneAfterTheOtherUnlessToldOtherwise() {
    Plan plan = Plan.of(request("Rolling", null, null, null, null), places(3, 0), true);
    assertThat(serving(plan)).hasSize(3);
    assertThat(plan.parameters())
        .containsEntry("batchSize", 1)
        .containsEntry("bake", "1s")
        .containsEntry("maxFailed", 0)
        .containsEntry("stepTimeout", "10m");
  }

  private static void refused(RolloutRequest request, String message) {
    assertThatThrownBy(() -> Plan.of(request, places(3, 0), false)).hasMessage(message);
  }

  @Example
  void refusesWhatCannotBe() {
    String shares = " (expected: 1 .. 20 rising percents, the last one 100)";
    refused(request("Rolling", 0, null, null, null), "/batchSize: 0 (expected: 1 .. 1000)");
    refused(
        request("Rolling", null, 1001, null, null), "/maxUnavailable: 1001 (expected: 1 .. 1000)");
    refused(
        request("Direct", 2, null, null, null),
        "/batchSize: 2 (expected: none with strategy Direct)");
    refused(
        request("Rolling", null, null, List.of(100), null),
        "/shares: [100] (expected: none with strategy Rolling)");
    refused(request("Canary", null, null, List.of(), null), "/shares: []" + shares);
    refused(
        request("Canary", null, null, List.of(50, 20, 100), null),
        "/shares: [50, 20, 100]" + shares);
    refused(request("Canary", null, null, List.of(50), null), "/shares: [50]" + shares);
    refused(request("Canary", null, null, List.of(101), null), "/shares: [101]" + shares);
    refused(request("Canary", null, null, null, 100), "/weight: 100 (expected: 0 .. 99)");
    refused(
        request("Canary", null, null, null, 5),
        "/weight: 5 (expected: 0: calls of this plugin cannot be shared by two versions)");
    refused(
        new RolloutRequest(
            "p", "2", "Direct", null, null, List.of("x"), null, null, null, null, null, null),
        "/order: [x] (expected: different nodes, of [n000, n001, n002])");
    refused(
        new RolloutRequest(
            "p", "2", "Direct", null, null, null, null, null, Duration.ofDays(2), null, null, null),
        "/bake: 2d (expected: 0s .. 1d)");
    refused(
        gated(new RolloutRequest.Gate(1.5, null, null, null)),
        "/gate/errorRateMax: 1.5 (expected: 0 .. 1)");
    refused(
        gated(new RolloutRequest.Gate(null, Duration.ZERO, null, null)),
        "/gate/p99Max: 0s (expected: 1ms .. 1d)");
    refused(
        gated(new RolloutRequest.Gate(null, null, -1L, null)),
        "/gate/callsMin: -1 (expected: >= 0)");
  }

  private static RolloutRequest gated(RolloutRequest.Gate gate) {
    return new RolloutRequest(
        "p", "2", "Direct", null, null, null, null, null, null, null, null, gate);
  }
}
