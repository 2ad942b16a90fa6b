package dev.gossip.udp.fragment;

import java.util.LinkedHashMap;

/** What a node keeps of the frames that one link sends in parts. */
final class PeerReassemblies {
  /** This object, its maps and its entries in collections, generously. */
  static final int OBJECT_BYTES = 1024;

  /** A finished frame that is remembered, with its entries in collections, generously. */
  static final int FINISHED_BYTES = 256;

  /** A frame that has arrived as a whole. */
  static final class Finished {
    final PeerReassemblies owner;
    final TransferId id;
    final long nanos;

    Finished(PeerReassemblies owner, TransferId id, long nanos) {
      this.owner = owner;
      this.id = id;
      this.nanos = nanos;
    }
  }

  final Object link;

  /** Distinguishes peers with equal bytes. */
  final long number;

  /** Memory. Kept by {@link Reassemblies}, which sorts by it. */
  int bytes;

  /** The one whose last new part arrived longest ago first. */
  final LinkedHashMap<TransferId, Reassembly> unfinished = new LinkedHashMap<>();

  /** The oldest first. */
  final LinkedHashMap<TransferId, Finished> finished = new LinkedHashMap<>();

  PeerReassemblies(Object link, long number) {
    this.link = link;
    this.number = number;
  }

  boolean isEmpty() {
    return unfinished.isEmpty() && finished.isEmpty();
  }
}
