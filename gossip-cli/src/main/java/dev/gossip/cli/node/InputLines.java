package dev.gossip.cli.node;

import com.google.protobuf.ByteString;
import dev.gossip.GossipNode;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.cli.text.EventPrinter;
import java.io.IOException;
import java.io.InputStream;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * Publishes the lines of stdin, one after another. While no peer is up or the publish queue is
 * full, the current line waits and no other is read, so a writer to the pipe waits as well.
 */
final class InputLines {
  // The largest payload that any setting allows. A longer line is refused with its real length.
  private static final int MAX_LINE_BYTES = 1 << 20;

  private final GossipNode node;
  private final String topic;
  private final EventPrinter printer;
  private final Consumer<String> err;
  // Guarded by this.
  private boolean ended;

  /**
   * @param err receives a line if stdin fails
   */
  InputLines(GossipNode node, String topic, EventPrinter printer, Consumer<String> err) {
    this.node = node;
    this.topic = topic;
    this.printer = printer;
    this.err = err;
  }

  /** Reads on a separate thread, since reading stdin cannot be interrupted. */
  void start(InputStream in) {
    Thread reader = new Thread(() -> readAll(in), "gossip-stdin");
    reader.setDaemon(true);
    reader.start();
  }

  /** Ends publishing. Call it when the node has stopped, so that a waiting line is refused. */
  synchronized void end() {
    ended = true;
  }

  private void readAll(InputStream in) {
    LineReader lines = new LineReader(in, MAX_LINE_BYTES);
    try {
      for (LineReader.Line line = lines.next(); line != null; line = lines.next()) {
        if (line.bytes() > 0) {
          publish(line);
        }
      }
    } catch (IOException e) {
      err.accept("gossip: cannot read stdin, so no more lines are published: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void publish(LineReader.Line line) throws InterruptedException {
    if (ended) {
      return;
    }
    ByteString payload = line.start();
    PublishOutcome outcome = node.publish(topic, payload);
    if (outcome instanceof PublishOutcome.NoPeers) {
      printer.waiting(node.address());
    }
    if (outcome instanceof PublishOutcome.NoPeers || outcome instanceof PublishOutcome.QueueFull) {
      outcome = node.publish(topic, payload, ChronoUnit.FOREVER.getDuration());
    }
    if (outcome instanceof PublishOutcome.TooLarge tooLarge) {
      int bytes = (int) Math.min(line.bytes(), Integer.MAX_VALUE);
      outcome = new PublishOutcome.TooLarge(bytes, tooLarge.maxPayloadBytes());
    }
    if (!(outcome instanceof PublishOutcome.Accepted)) {
      printer.notSent(node.address(), outcome);
    }
  }
}
