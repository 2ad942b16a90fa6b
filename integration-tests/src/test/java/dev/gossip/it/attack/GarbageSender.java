package dev.gossip.it.attack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Sends datagrams of random bytes at a steady rate, to each address in turn. */
public final class GarbageSender {
  private static final int MAX_BYTES = 1_200;
  private static final int DISTINCT_DATAGRAMS = 1_000;
  private static final long TICK_NANOS = Duration.ofMillis(2).toNanos();

  /** A busy processor may cause a lag of up to this. A longer one means that it was paused. */
  private static final long MAX_LAG_NANOS = Duration.ofMillis(500).toNanos();

  private GarbageSender() {}

  /**
   * Sends until it is killed, and prints the number of sent datagrams every second.
   *
   * @param args the datagrams per second, then the addresses as {@code host:port}
   */
  public static void main(String[] args) throws IOException {
    long perSecond = Long.parseLong(args[0]);
    List<InetSocketAddress> targets = new ArrayList<>();
    for (String address : List.of(args).subList(1, args.length)) {
      int colon = address.lastIndexOf(':');
      targets.add(
          new InetSocketAddress(
              address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
    }
    List<ByteBuffer> garbage = garbage(new Random(1));
    try (DatagramChannel channel = DatagramChannel.open()) {
      long sent = 0;
      long secondNanos = System.nanoTime();
      long sentBefore = 0;
      long lastNanos = secondNanos;
      double due = 0;
      while (true) {
        LockSupport.parkNanos(TICK_NANOS);
        long now = System.nanoTime();
        // After a pause it continues at the same rate and does not catch up.
        due += Math.min(now - lastNanos, MAX_LAG_NANOS) * (perSecond / 1e9);
        lastNanos = now;
        for (; due >= 1; due--) {
          ByteBuffer datagram = garbage.get((int) (sent % DISTINCT_DATAGRAMS)).duplicate();
          channel.send(datagram, targets.get((int) (sent % targets.size())));
          sent++;
        }
        if (now - secondNanos >= 1_000_000_000) {
          System.out.println("sent " + (sent - sentBefore));
          sentBefore = sent;
          secondNanos = now;
        }
      }
    }
  }

  private static List<ByteBuffer> garbage(Random random) {
    List<ByteBuffer> garbage = new ArrayList<>();
    for (int i = 0; i < DISTINCT_DATAGRAMS; i++) {
      byte[] bytes = new byte[1 + random.nextInt(MAX_BYTES)];
      random.nextBytes(bytes);
      garbage.add(ByteBuffer.wrap(bytes));
    }
    return garbage;
  }
}
