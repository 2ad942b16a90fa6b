package dev.gossip.signing;

import com.google.protobuf.ByteString;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Optional;
import java.util.ServiceLoader;

/** Checks with any provider of Java's own interface to cryptography. */
final class JcaVerifier implements SignatureVerifier {
  private static final String ALGORITHM = "Ed25519";

  /** What stands in front of a public key in its X.509 form (RFC 8410). */
  private static final ByteString X509_PREFIX =
      ByteString.copyFrom(HexFormat.of().parseHex("302a300506032b6570032100"));

  private final Provider provider;
  private final BoundedCache<ByteString, PublicKey> keys =
      new BoundedCache<>(StrictVerifier.MAX_KEYS);

  private JcaVerifier(Provider provider) {
    this.provider = provider;
  }

  /**
   * The check of a provider that is installed, or names itself in a service file.
   *
   * @throws IllegalArgumentException if there is none of that name, or it answers wrongly
   */
  static JcaVerifier of(String name) {
    Provider provider =
        installed(name)
            .or(() -> onClassPath(name))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there is no provider '"
                            + name
                            + "'; put its jar on the class path, or use bouncy-castle"));
    if (provider.getService("Signature", ALGORITHM) == null) {
      throw new IllegalArgumentException(
          "provider '" + name + "' has no " + ALGORITHM + "; use bouncy-castle");
    }
    JcaVerifier check = new JcaVerifier(provider);
    for (KnownAnswer known : KnownAnswer.ALL) {
      if (known.askOf(check) != known.good()) {
        throw new IllegalArgumentException(
            "provider '"
                + name
                + "' "
                + (known.good() ? "refuses " : "accepts ")
                + known.what()
                + "; use bouncy-castle");
      }
    }
    return check;
  }

  @Override
  public boolean isGood(ByteString publicKey, byte[] statement, ByteString signature) {
    try {
      PublicKey known = keys.get(publicKey);
      PublicKey key = known != null ? known : keyOf(publicKey);
      Signature verifier = Signature.getInstance(ALGORITHM, provider);
      verifier.initVerify(key);
      verifier.update(statement);
      boolean good = verifier.verify(signature.toByteArray());
      if (good && known == null) {
        keys.put(ByteString.copyFrom(publicKey.toByteArray()), key);
      }
      return good;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** By the JDK's own factory: not every provider has one, but all take its keys. */
  private static PublicKey keyOf(ByteString publicKey) throws GeneralSecurityException {
    byte[] encoded = X509_PREFIX.concat(publicKey).toByteArray();
    return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
  }

  private static Optional<Provider> installed(String name) {
    return Optional.ofNullable(Security.getProvider(name));
  }

  private static Optional<Provider> onClassPath(String name) {
    return ServiceLoader.load(Provider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.getName().equals(name))
        .findFirst();
  }
}
