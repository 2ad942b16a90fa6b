package dev.gossip.core.storage;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.KnownAddress;
import dev.gossip.core.engine.addresses.SavedAddresses;
import dev.gossip.core.proto.AddressContent;
import dev.gossip.core.proto.AddressEntry;
import dev.gossip.core.proto.AddressFile;
import dev.gossip.core.proto.AddressOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** The binary form of a saved address book. */
final class AddressBookBytes {
  static final int VERSION = 1;
  private static final int SECRET_BYTES = 32;

  private AddressBookBytes() {}

  static byte[] encode(SavedAddresses book) {
    AddressContent.Builder content = AddressContent.newBuilder().setSecret(book.secret());
    for (SavedAddresses.Entry entry : book.addresses()) {
      content.addEntries(encode(entry));
    }
    for (PeerAddress anchor : book.anchors()) {
      content.addAnchors(anchor.toString());
    }
    ByteString bytes = content.build().toByteString();
    return AddressFile.newBuilder()
        .setVersion(VERSION)
        .setChecksum(checksum(bytes))
        .setContent(bytes)
        .build()
        .toByteArray();
  }

  private static AddressEntry encode(SavedAddresses.Entry entry) {
    KnownAddress known = entry.known();
    AddressEntry.Builder encoded =
        AddressEntry.newBuilder()
            .setAddress(known.address().toString())
            .setOrigin(origin(known.source()))
            .setTried(known.isTried())
            .addAllTellers(entry.tellers())
            .setFailures(known.failures())
            .setLastHandshakeMillis(known.lastHandshakeMillis())
            .setLastDialMillis(entry.lastDialMillis())
            .setLastHeardMillis(entry.lastHeardMillis());
    known.id().ifPresent(id -> encoded.setId(id.bytes()));
    return encoded.build();
  }

  private static AddressOrigin origin(AddressSource source) {
    return switch (source) {
      case CONFIGURED -> AddressOrigin.ADDRESS_ORIGIN_CONFIGURED;
      case SERVICE -> AddressOrigin.ADDRESS_ORIGIN_SERVICE;
      case DIALER -> AddressOrigin.ADDRESS_ORIGIN_DIALER;
      case NODE -> AddressOrigin.ADDRESS_ORIGIN_NODE;
    };
  }

  /** CRC-32C. */
  static int checksum(ByteString content) {
    CRC32C crc = new CRC32C();
    crc.update(content.asReadOnlyByteBuffer());
    return (int) crc.getValue();
  }

  /**
   * Decodes a book.
   *
   * @throws IllegalArgumentException if these bytes are not one; the message says what is wrong
   */
  static SavedAddresses decode(byte[] bytes) {
    try {
      AddressFile file = AddressFile.parseFrom(bytes);
      if (file.getVersion() == 0) {
        throw new IllegalArgumentException("it is no address book");
      }
      if (file.getVersion() != VERSION) {
        throw new IllegalArgumentException(
            "it has the format "
                + Integer.toUnsignedString(file.getVersion())
                + " of another version");
      }
      if (file.getChecksum() != checksum(file.getContent())) {
        throw new IllegalArgumentException("it is damaged");
      }
      return decode(AddressContent.parseFrom(file.getContent()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("it is damaged", e);
    }
  }

  private static SavedAddresses decode(AddressContent content) {
    // Also what is left if the end of the file is missing.
    if (content.getSecret().size() != SECRET_BYTES) {
      throw new IllegalArgumentException("it is damaged");
    }
    List<SavedAddresses.Entry> entries = new ArrayList<>(content.getEntriesCount());
    for (AddressEntry entry : content.getEntriesList()) {
      entries.add(decode(entry));
    }
    return new SavedAddresses(
        content.getSecret(),
        entries,
        content.getAnchorsList().stream().map(PeerAddress::parse).toList());
  }

  private static SavedAddresses.Entry decode(AddressEntry entry) {
    ByteString id = entry.getId();
    KnownAddress known =
        new KnownAddress(
            PeerAddress.parse(entry.getAddress()),
            source(entry.getOrigin()),
            entry.getTried(),
            id.isEmpty() ? Optional.empty() : Optional.of(new PeerId(id.toByteArray())),
            entry.getLastHandshakeMillis(),
            Optional.empty(),
            entry.getFailures());
    return new SavedAddresses.Entry(
        known, entry.getTellersList(), entry.getLastDialMillis(), entry.getLastHeardMillis());
  }

  private static AddressSource source(AddressOrigin origin) {
    return switch (origin) {
      case ADDRESS_ORIGIN_CONFIGURED -> AddressSource.CONFIGURED;
      case ADDRESS_ORIGIN_SERVICE -> AddressSource.SERVICE;
      case ADDRESS_ORIGIN_DIALER -> AddressSource.DIALER;
      case ADDRESS_ORIGIN_NODE -> AddressSource.NODE;
      case ADDRESS_ORIGIN_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("it has an address of unknown origin");
    };
  }
}
