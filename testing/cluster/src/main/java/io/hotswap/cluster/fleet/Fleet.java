package io.hotswap.cluster.fleet;

import io.hotswap.cluster.server.StoreServer;
import io.hotswap.torture.Waiting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** All nodes of one cluster, over one store. */
public final class Fleet implements AutoCloseable {
  /** How long shards must stay where they are. */
  public static final Duration STEADY = Duration.ofMillis(1_500);

  private final Ground ground;
  private final StoreServer store;
  private final int shards;
  private final List<Member> members = new ArrayList<>();

  /**
   * None of the nodes runs yet.
   *
   * @param script of the built distribution
   * @param work for a directory of each node
   * @param secret of the cluster
   */
  public Fleet(Path script, Path work, Ground ground, StoreServer store, Size size, String secret)
      throws IOException {
    this.ground = ground;
    this.store = store;
    this.shards = size.shards();
    String peers =
        IntStream.rangeClosed(1, size.nodes())
            .mapToObj(node -> "\"%s:%d\"".formatted(ground.address(node), ground.clusterPort(node)))
            .collect(Collectors.joining(", "));
    for (int node = 1; node <= size.nodes(); node++) {
      Member member = new Member(script, work.resolve("node-" + node), ground, node, size.memory());
      member.configure(configuration(member, peers, secret));
      members.add(member);
    }
  }

  /**
   * How large it is.
   *
   * @param memory that each node may take, as {@code 512MiB}
   */
  public record Size(int nodes, int shards, String memory) {}

  private String configuration(Member member, String peers, String secret) {
    return """
        node:
          id: %s
          profile: %s
          host: %s
          port: %d
        cluster:
          enabled: true
          name: trial
          port: %d
          peers: [%s]
          secret: %s
        """
            .formatted(
                member.id(),
                ground.profile(),
                member.address(),
                ground.httpPort(member.number()),
                ground.clusterPort(member.number()),
                peers,
                secret)
        + store.configuration(ground.storeAddress(), shards);
  }

  public List<Member> members() {
    return List.copyOf(members);
  }

  public List<URI> urls() {
    return members.stream().map(Member::url).toList();
  }

  /** Those that run and are not frozen. */
  public List<Member> awake() {
    return members.stream().filter(Member::isAwake).toList();
  }

  /** Starts the first nodes at the same time and waits until each is ready. */
  public void start(int count) throws IOException {
    List<Member> first = members.subList(0, count);
    for (Member member : first) {
      member.launch();
    }
    for (Member member : first) {
      member.awaitReady();
    }
  }

  /** An admin token that every node takes. */
  public String token() throws IOException {
    return members.get(0).token();
  }

  /** The cluster as each of these nodes tells it. */
  public Map<String, Assignment> views(List<Member> asked) throws IOException {
    Map<String, Assignment> views = new TreeMap<>();
    for (Member member : asked) {
      views.put(member.id(), Assignment.ask(member.desk(token())));
    }
    return views;
  }

  /**
   * Whether in time each of these nodes says that they share all shards, and goes on to say the
   * same for a while: nothing is on its way any more.
   */
  public boolean awaitSettled(List<Member> serving, Duration most) {
    long deadline = System.nanoTime() + most.toNanos();
    while (awaitShared(serving, Duration.ofNanos(deadline - System.nanoTime()))) {
      Map<String, Assignment> before = owners(serving);
      Waiting.pause(STEADY);
      if (before.equals(owners(serving)) && awaitShared(serving, Duration.ZERO)) {
        return true;
      }
    }
    return false;
  }

  private Map<String, Assignment> owners(List<Member> asked) {
    try {
      return views(asked);
    } catch (IOException noToken) {
      return Map.of();
    }
  }

  private boolean awaitShared(List<Member> serving, Duration most) {
    List<String> ids = serving.stream().map(Member::id).toList();
    return Waiting.until(most, () -> allSay(serving, view -> view.isSettled(ids, shards)));
  }

  private boolean allSay(List<Member> asked, Predicate<Assignment> what) {
    try {
      return views(asked).values().stream().allMatch(what);
    } catch (IOException noToken) {
      return false;
    }
  }

  /** Who owns the shard with the registry of topics. */
  public Member registryOwner() throws IOException {
    return one(owned -> owned.contains(0));
  }

  /** One that owns most shards, but not that of the registry. */
  public Member busiestOther() throws IOException {
    return one(owned -> !owned.contains(0) && !owned.isEmpty());
  }

  private Member one(Predicate<Set<Integer>> owning) throws IOException {
    Assignment view = Assignment.ask(awake().get(0).desk(token()));
    Function<Member, Set<Integer>> owned = m -> view.owned().getOrDefault(m.id(), Set.of());
    return awake().stream()
        .filter(member -> owning.test(owned.apply(member)))
        .max(Comparator.comparingInt(member -> owned.apply(member).size()))
        .orElseThrow(() -> new IOException("no node owns what was asked for: " + view));
  }

  /** What each node that is awake says, for a finding. */
  public String said() throws IOException {
    return views(awake()).toString();
  }

  /** Nothing passes between this node and the other nodes. */
  public void cutFromOthers(Member member) throws IOException, InterruptedException {
    for (Member other : members) {
      if (other != member) {
        ground.cut(member.address(), other.address());
      }
    }
  }

  /** Nothing passes between this node and the store. */
  public void cutFromStore(Member member) throws IOException, InterruptedException {
    ground.cut(member.address(), ground.storeAddress());
  }

  /** All links work again. */
  public void heal() throws IOException, InterruptedException {
    ground.heal();
  }

  public StoreServer store() {
    return store;
  }

  @Override
  public void close() {
    members.forEach(Member::close);
  }
}
