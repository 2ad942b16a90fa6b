package dev.gossip.udp.noise;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A published handshake with the packets after it, from {@code vectors.txt}. */
final class NoiseVector {
  private static final String RESOURCE = "vectors.txt";

  private final String name;
  private final Map<String, byte[]> values = new HashMap<>();
  private final List<byte[]> payloads = new ArrayList<>();
  private final List<byte[]> messages = new ArrayList<>();

  private NoiseVector(String name) {
    this.name = name;
  }

  static List<NoiseVector> all() throws IOException {
    List<NoiseVector> vectors = new ArrayList<>();
    try (InputStream in =
        Objects.requireNonNull(NoiseVector.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (line.isEmpty() || line.startsWith("#")) {
          continue;
        }
        String[] words = line.split(" ", -1);
        if (words[0].equals("vector")) {
          vectors.add(new NoiseVector(words[1]));
        } else {
          vectors.get(vectors.size() - 1).add(words[0], HexFormat.of().parseHex(words[1]));
        }
      }
    }
    return vectors;
  }

  private void add(String key, byte[] value) {
    switch (key) {
      case "payload" -> payloads.add(value);
      case "message" -> messages.add(value);
      default -> values.put(key, value);
    }
  }

  private byte[] value(String key) {
    return Objects.requireNonNull(values.get(key), key);
  }

  byte[] prologue() {
    return value("prologue");
  }

  StaticKey key(String key) {
    return new StaticKey(value(key));
  }

  Optional<byte[]> hash() {
    return Optional.ofNullable(values.get("hash"));
  }

  int size() {
    return messages.size();
  }

  byte[] payload(int i) {
    return payloads.get(i);
  }

  byte[] message(int i) {
    return messages.get(i);
  }

  @Override
  public String toString() {
    return name;
  }
}
