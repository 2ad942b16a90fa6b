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

/** Verifies signatures with a provider of the Java Cryptography Architecture. */
final class JcaVerifier implements SignatureVerifier {
  private static final String ALGORITHM = "Ed25519";

  /** The bytes before the public key in its X.509 form (RFC 8410). */
  private static final ByteString X509_PREFIX =
      ByteString.copyFrom(HexFormat.of().parseHex("302a300506032b6570032100"));

  private final Provider provider;
  private final BoundedCache<ByteString, PublicKey> keys =
      new BoundedCache<>(StrictVerifier.MAX_KEYS);

  private JcaVerifier(Provider provider) {
    this.provider = provider;
  }

  /**
   * Returns a verifier for a provider that is installed or registered in a service file.
   *
   * @throws IllegalArgumentException if there is no such provider, or it gives a wrong answer
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
    JcaVerifier verifier = new JcaVerifier(provider);
    for (KnownAnswer known : KnownAnswer.ALL) {
      if (known.resultOf(verifier) != known.valid()) {
        throw new IllegalArgumentException(
            "provider '"
                + name
                + "' "
                + (known.valid() ? "rejects " : "accepts ")
                + known.what()
                + "; use bouncy-castle");
      }
    }
    return verifier;
  }

  @Override
  public boolean isValid(ByteString publicKey, byte[] statement, ByteString signature) {
    try {
      PublicKey cached = keys.get(publicKey);
      PublicKey key = cached != null ? cached : keyOf(publicKey);
      Signature signatureCheck = Signature.getInstance(ALGORITHM, provider);
      signatureCheck.initVerify(key);
      signatureCheck.update(statement);
      boolean valid = signatureCheck.verify(signature.toByteArray());
      if (valid && cached == null) {
        keys.put(ByteString.copyFrom(publicKey.toByteArray()), key);
      }
      return valid;
    } catch (GeneralSecurityException | RuntimeException e) {
      // Also what a provider throws for bytes that it did not expect: they must not stop a node.
      return false;
    }
  }

  /** Uses the JDK's key factory: not every provider has one, but all accept its keys. */
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
