package dev.gossip.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The baseline: a minimal flood. One datagram per message and peer over plain NIO, duplicates
 * detected with a bit set; no links, no validation, no limits. When signed, the publisher signs
 * each payload and every node verifies the first copy of each.
 */
final class NaiveFlood implements BroadcastNetwork {
  private static final int MAX_BATCH = 64;
  private static final int SOCKET_BYTES = 4 << 20;

  private final Sink sink;
  private final FloodNode[] nodes = new FloodNode[SixGraph.NODES];
  private final @Nullable PayloadSigner signer;

  private NaiveFlood(Sink sink, @Nullable PayloadSigner signer) throws IOException {
    this.sink = sink;
    this.signer = signer;
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = new FloodNode(i);
    }
    for (FloodNode node : nodes) {
      for (int peer : SixGraph.PEERS[node.index]) {
        node.peers.add(nodes[peer].channel.getLocalAddress());
      }
    }
    for (FloodNode node : nodes) {
      node.start();
    }
  }

  static NaiveFlood unsigned(Sink sink) throws IOException {
    return new NaiveFlood(sink, null);
  }

  static NaiveFlood signed(Sink sink) throws IOException {
    return new NaiveFlood(sink, new PayloadSigner());
  }

  @Override
  public void publish(byte[] payload) {
    nodes[SixGraph.PUBLISHER].publish(payload);
  }

  @Override
  public void close() throws Exception {
    for (FloodNode node : nodes) {
      node.channel.close();
      node.selector.wakeup();
      node.join();
      node.selector.close();
    }
  }

  private final class FloodNode extends Thread {
    private final int index;
    private final DatagramChannel channel;
    private final Selector selector;
    private final List<SocketAddress> peers = new ArrayList<>();
    private final BitSet seen = new BitSet();
    private final Queue<byte[]> published = new ConcurrentLinkedQueue<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(2_048);
    private final ByteBuffer out = ByteBuffer.allocateDirect(2_048);
    private volatile boolean sleeping;

    FloodNode(int index) throws IOException {
      super("naive-flood-" + index);
      this.index = index;
      channel = DatagramChannel.open(StandardProtocolFamily.INET);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BYTES);
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      channel.configureBlocking(false);
      selector = Selector.open();
      channel.register(selector, SelectionKey.OP_READ);
    }

    void publish(byte[] payload) {
      published.add(payload);
      if (sleeping) {
        selector.wakeup();
      }
    }

    @Override
    public void run() {
      try {
        while (channel.isOpen()) {
          boolean worked = publishBatch();
          worked |= receiveBatch();
          if (!worked) {
            sleeping = true;
            if (published.isEmpty()) {
              selector.select(key -> {});
            }
            sleeping = false;
          }
        }
      } catch (ClosedChannelException | ClosedSelectorException e) {
        // Closing the channel stops this node.
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private boolean publishBatch() throws IOException {
      int count = 0;
      for (; count < MAX_BATCH; count++) {
        byte[] payload = published.poll();
        if (payload == null) {
          break;
        }
        out.clear().put(payload);
        if (signer != null) {
          out.put(signer.sign(payload));
        }
        out.flip();
        seen.set((int) out.getLong(0));
        forward(null);
      }
      return count > 0;
    }

    private boolean receiveBatch() throws IOException {
      int count = 0;
      for (; count < MAX_BATCH; count++) {
        SocketAddress from = channel.receive(in.clear());
        if (from == null) {
          break;
        }
        in.flip();
        int number = (int) in.getLong(0);
        if (!seen.get(number) && (signer == null || signer.isValid(in))) {
          seen.set(number);
          sink.delivered(index, in.duplicate());
          out.clear().put(in).flip();
          forward(from);
        }
      }
      return count > 0;
    }

    private void forward(@Nullable SocketAddress from) throws IOException {
      for (SocketAddress to : peers) {
        if (!to.equals(from)) {
          channel.send(out.duplicate(), to);
        }
      }
    }
  }
}
