package dev.gossip.testkit.contract;

import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;

/** A test of a UDP transport with protection that is altered in a few methods. */
abstract class AlteredSecureTransport extends UdpTransportTest {

  /** Creates the transport under test, usually a {@link TamperedSecureUdp}. */
  abstract Transport create(TransportContext context, LinkEvents events);

  @Override
  protected final Transport.Factory factory() {
    return this::create;
  }

  @Override
  protected int mutations() {
    return 5_000;
  }
}
