package dev.gossip.udp;

import dev.gossip.api.PeerId;
import dev.gossip.api.transport.NodeIdentities;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;

/** Ids that are X25519 public keys. */
public final class X25519Identities implements NodeIdentities {
  // RFC 7748: a public key is the agreement of its secret with this point.
  private static final BigInteger BASE_POINT = BigInteger.valueOf(9);

  @Override
  public PeerId idOf(byte[] secretKey) {
    try {
      KeyFactory keys = KeyFactory.getInstance("X25519");
      PrivateKey secret =
          keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secretKey));
      PublicKey base =
          keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, BASE_POINT));
      KeyAgreement agreement = KeyAgreement.getInstance("X25519");
      agreement.init(secret);
      agreement.doPhase(base, true);
      return new PeerId(agreement.generateSecret());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no X25519", e);
    }
  }
}
