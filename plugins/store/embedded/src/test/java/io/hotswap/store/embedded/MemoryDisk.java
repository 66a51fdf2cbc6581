package io.hotswap.store.embedded;

import io.hotswap.store.embedded.disk.Disk;
import io.hotswap.store.embedded.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that can lose its power: of what was not synced any page may be there or not,
 * and of names that were not synced the first few. Copies share their content until they write.
 */
final class MemoryDisk implements Disk {
  /** What a disk writes as a whole. */
  private static final int PAGE = 512;

  /** The disk is without power; all that is asked of it fails from then on. */
  static final class PowerCut extends IOException {
    private static final long serialVersionUID = 1L;

    PowerCut() {
      super("no power");
    }
  }

  /** A change of names that a sync of the directory has not made durable yet. */
  private record NameChange(Path directory, Path name, Inode inode) {}

  private static final class Inode {
    byte[] now;
    byte[] synced;
    final BitSet dirty = new BitSet();

    Inode(byte[] content) {
      now = content;
      synced = content;
    }

    /** NB: replaces the array, so that copies of the disk may share it. */
    void write(byte[] bytes, int at) {
      byte[] next = Arrays.copyOf(now, Math.max(now.length, at + bytes.length));
      System.arraycopy(bytes, 0, next, at, bytes.length);
      now = next;
      if (bytes.length > 0) {
        dirty.set(at / PAGE, (at + bytes.length - 1) / PAGE + 1);
      }
    }

    void sync() {
      synced = now;
      dirty.clear();
    }

    byte[] afterPowerCut(RandomGenerator random) {
      byte[] left = synced;
      for (int page = dirty.nextSetBit(0); page >= 0; page = dirty.nextSetBit(page + 1)) {
        if (random.nextBoolean()) {
          int from = page * PAGE;
          int until = Math.min(now.length, from + PAGE);
          left = Arrays.copyOf(left, Math.max(left.length, until));
          System.arraycopy(now, from, left, from, until - from);
        }
      }
      return left;
    }
  }

  private final Map<Path, Inode> names = new TreeMap<>();
  private final Map<Path, Inode> syncedNames = new TreeMap<>();
  private final List<NameChange> changes = new ArrayList<>();
  private final Set<Path> directories = new HashSet<>();
  private int operations;
  private int cutAfter = Integer.MAX_VALUE;

  /** As another process finds it: what was written is there. */
  synchronized MemoryDisk copy() {
    MemoryDisk copy = new MemoryDisk();
    names.forEach((path, inode) -> copy.put(path, inode.now));
    copy.directories.addAll(directories);
    return copy;
  }

  /** As it is when the power comes back. */
  synchronized MemoryDisk afterPowerCut(RandomGenerator random) {
    Map<Path, Inode> left = new TreeMap<>(syncedNames);
    Set<Path> reached = new HashSet<>();
    for (NameChange change : changes) {
      // Of each directory the first few: a file system keeps their order.
      if (!reached.contains(change.directory()) && random.nextInt(4) > 0) {
        apply(left, change);
      } else {
        reached.add(change.directory());
      }
    }
    MemoryDisk after = new MemoryDisk();
    left.forEach((path, inode) -> after.put(path, inode.afterPowerCut(random)));
    after.directories.addAll(directories);
    return after;
  }

  private static void apply(Map<Path, Inode> to, NameChange change) {
    if (change.inode() == null) {
      to.remove(change.name());
    } else {
      to.put(change.name(), change.inode());
    }
  }

  private void put(Path path, byte[] content) {
    Inode inode = new Inode(content);
    names.put(path, inode);
    syncedNames.put(path, inode);
  }

  /** The same, but for the content of one file. */
  MemoryDisk with(Path path, byte[] content) {
    MemoryDisk copy = copy();
    copy.put(path, content);
    return copy;
  }

  MemoryDisk without(Path path) {
    MemoryDisk copy = copy();
    copy.names.remove(path);
    copy.syncedNames.remove(path);
    return copy;
  }

  synchronized byte[] content(Path path) {
    return names.get(path).now.clone();
  }

  synchronized List<Path> files() {
    return List.copyOf(names.keySet());
  }

  /** Writes, syncs and changes of names so far. */
  synchronized int operations() {
    return operations;
  }

  /** Takes the power away at the so-manieth operation from now, which may still happen in part. */
  synchronized void cutAfter(int more) {
    cutAfter = operations + more;
  }

  synchronized boolean isCut() {
    return operations > cutAfter;
  }

  private void operation() throws PowerCut {
    operations++;
    if (isCut()) {
      throw new PowerCut();
    }
  }

  @Override
  public synchronized DiskFile open(Path file) throws IOException {
    if (isCut()) {
      throw new PowerCut();
    }
    Inode inode = names.get(file);
    if (inode == null) {
      inode = new Inode(new byte[0]);
      change(file, inode);
    }
    return new OpenFile(inode);
  }

  private void change(Path name, Inode inode) throws PowerCut {
    if (!isCut()) {
      NameChange change = new NameChange(name.getParent(), name, inode);
      changes.add(change);
      apply(names, change);
    }
    operation();
  }

  @Override
  public synchronized boolean exists(Path file) {
    return names.containsKey(file) || directories.contains(file);
  }

  @Override
  public synchronized List<String> list(Path directory) {
    return names.keySet().stream()
        .filter(path -> directory.equals(path.getParent()))
        .map(path -> path.getFileName().toString())
        .sorted()
        .toList();
  }

  @Override
  public synchronized void createDirectories(Path directory) {
    for (Path path = directory; path != null; path = path.getParent()) {
      directories.add(path);
    }
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    Inode inode = names.get(from);
    if (!from.getParent().equals(to.getParent())) {
      throw new IOException("rename " + from + " to " + to + " (expected: same directory)");
    }
    if (isCut()) {
      throw new PowerCut();
    }
    // NB: one change, as it is one step on a real disk: never both names, never none.
    names.remove(from);
    syncedNames.remove(from);
    changes.removeIf(change -> change.name().equals(from));
    change(to, inode);
  }

  @Override
  public synchronized void delete(Path file) throws IOException {
    if (names.containsKey(file)) {
      change(file, null);
    }
  }

  @Override
  public synchronized void syncDirectory(Path directory) throws IOException {
    operation();
    for (NameChange change : changes) {
      if (change.directory().equals(directory)) {
        apply(syncedNames, change);
      }
    }
    changes.removeIf(change -> change.directory().equals(directory));
  }

  @Override
  public long usableSpace(Path directory) {
    return 1L << 40;
  }

  private final class OpenFile implements DiskFile {
    private final Inode inode;

    OpenFile(Inode inode) {
      this.inode = inode;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      byte[] content;
      synchronized (MemoryDisk.this) {
        if (isCut()) {
          throw new PowerCut();
        }
        content = inode.now;
      }
      int length = (int) Math.max(0, Math.min(into.remaining(), content.length - position));
      if (length > 0) {
        into.put(content, (int) position, length);
      }
      return length;
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      byte[] bytes = new byte[from.remaining()];
      from.get(bytes);
      synchronized (MemoryDisk.this) {
        if (!isCut()) {
          inode.write(bytes, (int) position);
        }
        operation();
      }
    }

    @Override
    public void sync() throws IOException {
      synchronized (MemoryDisk.this) {
        operation();
        inode.sync();
      }
    }

    @Override
    public long size() {
      synchronized (MemoryDisk.this) {
        return inode.now.length;
      }
    }

    @Override
    public void close() {}
  }
}
