package dev.gossip.udp.secure;

import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.link.LinkParts;
import dev.gossip.udp.link.LinkSettings;
import dev.gossip.udp.link.PacketSender;
import dev.gossip.udp.session.SecureSession;
import dev.gossip.udp.table.Link;
import dev.gossip.udp.table.LinkTable;
import java.nio.ByteBuffer;

/** The last messages of dials: sends and repeats them. */
final class SecureFinishes {
  private final TransportContext context;
  private final LinkEvents events;
  private final LinkSettings settings;
  private final LinkTable links;
  private final PacketSender sender;

  SecureFinishes(LinkParts parts) {
    this.context = parts.context();
    this.events = parts.events();
    this.settings = parts.settings();
    this.links = parts.links();
    this.sender = parts.sender();
  }

  void send(Link link, byte[] message3) {
    ByteBuffer datagram = ByteBuffer.allocate(SecureDatagrams.FINISH_BYTES);
    SecureDatagrams.putHead(datagram, SecureDatagrams.FINISH);
    sender.send(link.remote, datagram.putLong(link.remoteConnectionId).put(message3).array());
  }

  /** Repeats the finish until the other end has shown that it got it. */
  void repeat(Link link, SecureSession session) {
    context.schedule(settings.connectRetry(), "finish", () -> next(link, session));
  }

  private void next(Link link, SecureSession session) {
    if (link.removed || session.confirmed || session.finish == null) {
      return;
    }
    // Twice the time of a step, so that there is time for the answer to the last ones.
    if (context.nowNanos() - session.upNanos < 2 * settings.connectTimeout().toNanos()) {
      send(link, session.finish);
      repeat(link, session);
      return;
    }
    // If only one direction is broken, the other end would keep the link until it times out, too.
    sender.close(
        link, new CloseReason(CloseReason.Kind.ENDED, "it heard nothing after the handshake"));
    links.remove(link);
    events.down(
        link, new DownReason(DownReason.Kind.SILENT, "it did not confirm the end of the dial"));
  }
}
