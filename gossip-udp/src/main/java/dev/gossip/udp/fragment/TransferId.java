package dev.gossip.udp.fragment;

/**
 * What names a frame in parts on its link. The number distinguishes the second time that a frame is
 * sent from late parts of the first one; the hash shows whether the parts belong together. An
 * attacker chooses both, so they are comparable like hashes alone.
 *
 * @param number of the sender's frames in parts on this link, from 1; 32 bits without a sign
 * @param hash of the whole frame
 */
public record TransferId(int number, FrameHash hash) implements Comparable<TransferId> {

  @Override
  public int compareTo(TransferId other) {
    int order = Integer.compareUnsigned(number, other.number);
    return order != 0 ? order : hash.compareTo(other.hash);
  }
}
