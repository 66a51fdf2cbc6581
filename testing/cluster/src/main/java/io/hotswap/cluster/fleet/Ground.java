package io.hotswap.cluster.fleet;

import java.io.IOException;
import java.util.List;

/** What nodes stand on: their addresses and ports, and the links between them. */
public interface Ground extends AutoCloseable {

  /** Where the node of this number, from 1, is reached by others and by clients. */
  String address(int node);

  int httpPort(int node);

  /** The first of three ports of the node; the others are 100 and 200 above. */
  int clusterPort(int node);

  /** Of the configuration: whether addresses other than loopback may be listened on. */
  String profile();

  /** What comes before the command line of a node. */
  List<String> prefix(int node);

  /** By which nodes reach the store. */
  String storeAddress();

  /** Whether links can be cut. */
  boolean cuts();

  /** Nothing passes between the two any more, in either direction, and nobody is told. */
  void cut(String oneAddress, String otherAddress) throws IOException, InterruptedException;

  /** All links work again. */
  void heal() throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}
