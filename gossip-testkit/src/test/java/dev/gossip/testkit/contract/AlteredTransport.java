package dev.gossip.testkit.contract;

import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;

/**
 * A test of a UDP transport without protection that is altered in a few methods, usually to break
 * one rule.
 */
abstract class AlteredTransport extends PlainUdpTransportTest {

  /** Creates the transport under test, usually a {@link TamperedUdp}. */
  abstract Transport create(TransportContext context, LinkEvents events);

  @Override
  protected final Transport.Factory factory() {
    return this::create;
  }
}
