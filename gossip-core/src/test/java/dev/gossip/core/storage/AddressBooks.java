package dev.gossip.core.storage;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.KnownAddress;
import dev.gossip.core.engine.addresses.SavedAddresses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Address books to save. */
final class AddressBooks {
  private AddressBooks() {}

  /** A book whose entries all show its number. */
  static SavedAddresses number(int number, int entries) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) number);
    byte[] id = new byte[32];
    Arrays.fill(id, (byte) ~number);
    List<SavedAddresses.Entry> all = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      String host = i % 2 == 0 ? "192.0.2." + i % 256 : "2001:db8::" + Integer.toHexString(i + 1);
      AddressSource[] sources = AddressSource.values();
      all.add(
          new SavedAddresses.Entry(
              new KnownAddress(
                  new PeerAddress(host, 1 + number),
                  sources[i % sources.length],
                  i % 3 == 0,
                  i % 2 == 0 ? Optional.of(new PeerId(id)) : Optional.empty(),
                  1_000L * i,
                  Optional.empty(),
                  i % 5),
              i % 2 == 0 ? List.of() : List.of("", "198.51.0.0/16"),
              2_000L * i,
              3_000L * i));
    }
    return new SavedAddresses(
        ByteString.copyFrom(secret), all, List.of(new PeerAddress("192.0.2.1", 1 + number)));
  }
}
