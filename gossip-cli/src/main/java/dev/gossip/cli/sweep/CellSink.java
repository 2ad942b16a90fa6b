package dev.gossip.cli.sweep;

import java.io.IOException;

/**
 * Takes the cells of a sweep one by one, or their lines or results, so that no list of them has to
 * be in memory.
 */
@FunctionalInterface
interface CellSink<T> {
  void accept(T cell) throws IOException;
}
