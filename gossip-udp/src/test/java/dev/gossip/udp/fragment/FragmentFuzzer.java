package dev.gossip.udp.fragment;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.transport.Priority;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Feeds arbitrary fragments to the reassembly of a node, from two links of an attacker, while a
 * third one sends a frame. Nothing may throw, memory stays within its limits, a frame that arrives
 * has its hash, and the honest one arrives. The entry point of a fuzzer; {@code FragmentFuzzTest}
 * runs the inputs that are kept.
 */
final class FragmentFuzzer {
  private static final String HONEST = "honest";
  private static final int HONEST_BYTES = 20_000;

  // Small, so that short inputs reach them; each attacker may hold more than the honest link.
  private static final ReassemblyLimits LIMITS =
      new ReassemblyLimits(30_000, 40_000, 90_000, 6, 5 * Fragments.SECOND, 60 * Fragments.SECOND);

  private static final ByteString FRAME =
      Fragments.randomFrame(HONEST_BYTES, new SplittableRandom(1));
  private static final FrameHashes HASHES = Fragments.hashes();

  private final ByteBuffer input;
  private final Fragments.Drops drops = new Fragments.Drops();
  private final Reassemblies reassemblies = new Reassemblies(LIMITS, HASHES, drops::add);
  private final OutgoingFragments honest = new OutgoingFragments(HASHES, 0);
  private long nowNanos;
  private long sinceHonestNanos;
  private int arrived;

  private FragmentFuzzer(byte[] input) {
    this.input = ByteBuffer.wrap(input);
    honest.add(FRAME, Priority.OWN, 0);
  }

  /** Runs one input: a list of steps. */
  public static void fuzzerTestOneInput(byte[] input) {
    new FragmentFuzzer(input).run();
  }

  private void run() {
    sendHonest();
    while (input.hasRemaining()) {
      step(input.get());
      if (reassemblies.bytes() > LIMITS.bytesTotal()
          || reassemblies.bytes("mallory 0") > LIMITS.bytesPerPeer()
          || reassemblies.bytes("mallory 1") > LIMITS.bytesPerPeer()) {
        throw new IllegalStateException("too much memory: " + reassemblies.bytes());
      }
    }
    while (honest.hasNext()) {
      sendHonest();
    }
    if (arrived != 1) {
      throw new IllegalStateException("the honest frame arrived " + arrived + " times");
    }
    assertEverythingIsReleased();
  }

  private void step(byte choice) {
    String link = "mallory " + (choice & 1);
    switch (choice >>> 1 & 7) {
      case 0 -> addEncoded(link);
      case 1 -> sendHonest();
      case 2 -> pass(Byte.toUnsignedLong(next()) * 10_000_000L);
      case 3 -> reassemblies.forget(link);
      case 4 -> addGenuine(link);
      default -> addInvented(link);
    }
  }

  private byte next() {
    return input.hasRemaining() ? input.get() : 0;
  }

  /** Up to 127 arbitrary bytes in place of an encoded fragment. */
  private void addEncoded(String link) {
    byte[] bytes = new byte[Math.min(next() & 127, input.remaining())];
    input.get(bytes);
    try {
      add(link, FragmentCodec.read(ByteString.copyFrom(bytes)));
    } catch (InvalidProtocolBufferException e) {
      // Dropped and counted by the caller.
    }
  }

  private void addInvented(String link) {
    int frameBytes = (next() & 0xff) << 8 | (next() & 0xff);
    int offset = (next() & 0xff) * 256;
    int size = (next() & 0xff) * 64;
    // Some with the honest frame's number and hash.
    byte choice = next();
    FrameHash hash = choice == 0 ? HASHES.of(FRAME) : new FrameHash(choice & 63, 1);
    TransferId transfer = new TransferId(1 + (choice >>> 6 & 3), hash);
    ByteString data = ByteString.copyFrom(new byte[size]);
    add(link, new ReceivedFragment(transfer, frameBytes, offset, data));
  }

  /** A part of the honest frame through another link. */
  private void addGenuine(String link) {
    int offset = Math.min((next() & 0xff) * 256, HONEST_BYTES);
    byte units = next();
    int end = Math.min(offset + (units & 127) * 256, HONEST_BYTES);
    ByteString data = FRAME.substring(offset, end);
    // The same frame in two transfers.
    TransferId transfer = new TransferId(units < 0 ? 2 : 1, HASHES.of(FRAME));
    add(link, new ReceivedFragment(transfer, HONEST_BYTES, offset, data));
  }

  private void add(String link, ReceivedFragment fragment) {
    @Nullable ByteString frame = reassemblies.add(link, fragment, nowNanos).frame();
    if (frame != null && !HASHES.of(frame).equals(fragment.transfer().hash())) {
      throw new IllegalStateException("a frame that does not have its hash");
    }
  }

  private void sendHonest() {
    // The size depends on what else is to be sent.
    int room = 1024 + (input.remaining() & 3) * 256;
    Part part = honest.next(room);
    if (part != null) {
      sinceHonestNanos = 0;
      AddedFragment added = reassemblies.add(HONEST, Fragments.received(part), nowNanos);
      boolean isLast = added.kind() == AddedFragment.Kind.COMPLETE;
      if (!isLast && added.kind() != AddedFragment.Kind.NEW) {
        throw new IllegalStateException("an honest part is " + added.kind());
      }
      if (isLast && !FRAME.equals(added.frame())) {
        throw new IllegalStateException("the honest frame has changed");
      }
      honest.onAcked(part, nowNanos);
      arrived += isLast ? 1 : 0;
    }
  }

  /** The honest sender does not let the frame expire. */
  private void pass(long nanos) {
    if (sinceHonestNanos + nanos >= LIMITS.idleNanos()) {
      sendHonest();
    }
    while (nowNanos + nanos >= LIMITS.totalNanos() && honest.hasNext()) {
      sendHonest();
    }
    sinceHonestNanos += nanos;
    for (long left = nanos; left > 0; left -= Fragments.SECOND) {
      nowNanos += Math.min(Fragments.SECOND, left);
      reassemblies.expire(nowNanos);
    }
  }

  private void assertEverythingIsReleased() {
    for (int second = 0; second < 61; second++) {
      nowNanos += Fragments.SECOND;
      reassemblies.expire(nowNanos);
    }
    if (reassemblies.bytes() != 0 || reassemblies.waitNanos() != Long.MAX_VALUE) {
      throw new IllegalStateException("left: " + reassemblies.bytes() + " bytes");
    }
  }
}
