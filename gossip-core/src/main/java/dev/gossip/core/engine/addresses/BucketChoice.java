package dev.gossip.core.engine.addresses;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.core.engine.runtime.NodeRuntime;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Chooses the buckets of addresses with a secret, so that others cannot find addresses that push
 * out a certain one. What one group names, and the addresses of one group, get few buckets.
 */
final class BucketChoice {
  /** The size of the secret. As in Bitcoin. */
  static final int SECRET_BYTES = 32;

  /** Stands for this node's own configuration and operator, whose addresses get every bucket. */
  static final String OWN = "";

  // Bitcoin: 64 of 1,024 new buckets for what one group names, 8 of 256 tried ones for the
  // addresses of one group.
  private static final int NEW_SHARE = 16;
  private static final int TRIED_SHARE = 32;

  // Never updated, only cloned: looking it up takes longer than the hash.
  private static final MessageDigest SHA_256 = NodeRuntime.newSha256();

  private final ByteString secret;
  private final int newBuckets;
  private final int triedBuckets;

  BucketChoice(ByteString secret, int newBuckets, int triedBuckets) {
    this.secret = secret;
    this.newBuckets = newBuckets;
    this.triedBuckets = triedBuckets;
  }

  /** How many new buckets what one group names can be in. */
  static int newBucketsOfOneTeller(int newBuckets) {
    return Math.max(1, newBuckets / NEW_SHARE);
  }

  /** How many tried buckets the addresses of one group can be in. */
  static int triedBucketsOfOneGroup(int triedBuckets) {
    return Math.max(1, triedBuckets / TRIED_SHARE);
  }

  /**
   * The bucket of the new table.
   *
   * @param teller the name of the group that named the address, or {@link #OWN}
   */
  int inNew(PeerAddress address, String teller) {
    if (teller.equals(OWN)) {
      return number(newBuckets, "new, own", address.toString());
    }
    String group = spreadGroup(address);
    if (isLocal(teller)) {
      return number(newBuckets, "new, local", teller, group);
    }
    int share = number(newBucketsOfOneTeller(newBuckets), "share", teller, group);
    return number(newBuckets, "new", teller, Integer.toString(share));
  }

  /** The bucket of the tried table. */
  int inTried(PeerAddress address) {
    AddressGroup group = AddressGroup.of(address);
    if (group.isLocal()) {
      return number(triedBuckets, "tried, local", address.toString());
    }
    int share = number(triedBucketsOfOneGroup(triedBuckets), "tried share", address.toString());
    return number(triedBuckets, "tried", group.name(), Integer.toString(share));
  }

  /** The place in a full bucket that an address competes for: always the same one. */
  int place(PeerAddress address, int bucket, int places) {
    return number(places, "place", Integer.toString(bucket), address.toString());
  }

  /** A local network is one group, and one host may run many nodes. */
  private static String spreadGroup(PeerAddress address) {
    AddressGroup group = AddressGroup.of(address);
    return group.isLocal() ? address.toString() : group.name();
  }

  /** Whether the name is that of a local group, which is a host and not a range. */
  static boolean isLocal(String group) {
    return group.indexOf('/') < 0;
  }

  private int number(int bound, String... parts) {
    MessageDigest hash = newHash();
    // A hash that nobody sees needs no more than a secret in front.
    hash.update(secret.asReadOnlyByteBuffer());
    for (String part : parts) {
      byte[] bytes = part.getBytes(UTF_8);
      hash.update((byte) bytes.length);
      hash.update(bytes);
    }
    return (int) Math.floorMod(ByteBuffer.wrap(hash.digest()).getLong(), (long) bound);
  }

  private static MessageDigest newHash() {
    try {
      return (MessageDigest) SHA_256.clone();
    } catch (CloneNotSupportedException e) {
      // That of a security provider may have no copies, as that of a hardware module.
      return NodeRuntime.newSha256();
    }
  }
}
