package dev.gossip.udp;

import dev.gossip.api.PeerId;
import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.udp.noise.StaticKey;

/** Ids that are X25519 public keys. */
public final class X25519Identities implements NodeIdentities {

  @Override
  public PeerId idOf(byte[] secretKey) {
    return new PeerId(new StaticKey(secretKey).publicKey());
  }
}
