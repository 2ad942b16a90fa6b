package dev.gossip.cli.capture;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import dev.gossip.core.proto.Announcement;
import dev.gossip.core.proto.Content;
import dev.gossip.core.proto.Control;
import dev.gossip.core.proto.Hello;
import dev.gossip.core.proto.Payload;
import dev.gossip.core.proto.Refusal;
import dev.gossip.core.proto.Request;
import dev.gossip.diffusion.proto.DandelionFrame;
import dev.gossip.diffusion.proto.DandelionHeader;
import dev.gossip.diffusion.proto.DiffusionFrame;
import dev.gossip.discovery.proto.ExchangeFrame;
import dev.gossip.repair.proto.RepairFrame;
import dev.gossip.udp.proto.Close;
import dev.gossip.udp.proto.Fragment;
import dev.gossip.udp.proto.Greeting;
import dev.gossip.udp.proto.Packet;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the dissector has to show of datagrams, in their order: every field, by the schemas that the
 * nodes use. Remembers HELLOs and fragments, as the dissector does.
 */
final class ExpectedFields {
  private static final Map<Integer, Descriptor> FRAMES =
      Map.of(
          1, Hello.getDescriptor(),
          2, Payload.getDescriptor(),
          3, Control.getDescriptor(),
          4, Refusal.getDescriptor(),
          7, Announcement.getDescriptor(),
          8, Request.getDescriptor());

  private static final Map<String, Descriptor> CONTROL_BODIES =
      Map.of(
          "relay.diffusion", DiffusionFrame.getDescriptor(),
          "relay.dandelion", DandelionFrame.getDescriptor(),
          "relay.repair", RepairFrame.getDescriptor(),
          "discovery.bootstrap", ExchangeFrame.getDescriptor());

  /** What the dissector calls the fields of a schema. */
  private static final Map<String, String> PREFIXES =
      Map.ofEntries(
          Map.entry("gossip.udp.v1.Packet", ""),
          Map.entry("gossip.udp.v1.Discouraged", "close.discouraged."),
          Map.entry("gossip.v1.Channel", "hello.channel."),
          Map.entry("gossip.diffusion.v1.DiffusionFrame", "diffusion."),
          Map.entry("gossip.diffusion.v1.DandelionFrame", "dandelion."),
          Map.entry("gossip.diffusion.v1.DandelionHeader", "dandelion."),
          Map.entry("gossip.repair.v1.RepairFrame", "repair."),
          Map.entry("gossip.repair.v1.Ask", "repair.ask."),
          Map.entry("gossip.repair.v1.Symbols", "repair.symbols."),
          Map.entry("gossip.repair.v1.Resolve", "repair.resolve."),
          Map.entry("gossip.repair.v1.Resolved", "repair.resolved."),
          Map.entry("gossip.discovery.v1.Ask", "exchange.ask."),
          Map.entry("gossip.discovery.v1.Answer", "exchange.answer."));

  /** Lists in one field: how many bytes an entry has, and what one is called. */
  private static final Map<String, Integer> ENTRY_BYTES =
      Map.of(
          "diffusion.have", 32,
          "diffusion.want", 32,
          "diffusion.heard", 32,
          "diffusion.gone", 32,
          "dandelion.arrived", 32,
          "repair.request", 32,
          "repair.gone", 32,
          "repair.resolve.short_ids", 8,
          "repair.resolved.ids", 32,
          "repair.resolved.unknown_short_ids", 8);

  private final Map<String, List<String>> channels = new HashMap<>();
  private final Map<String, TreeMap<Integer, ByteString>> parts = new HashMap<>();
  private List<String> shown = new ArrayList<>();
  private String link = "";

  /** The fields of a datagram, as {@code name=value}. */
  List<String> of(String from, ByteString datagram) throws IOException {
    shown = new ArrayList<>();
    ByteBuffer bytes = datagram.asReadOnlyByteBuffer();
    int version = bytes.get(2);
    int type = bytes.get(3) & 0xff;
    link = from + " " + hex(datagram.substring(4, 12));
    show("magic", "Go");
    show("version", version);
    show(version == 1 ? "plain_type" : "secure_type", type);
    if (version == 1) {
      header(bytes);
      plainBody(type, datagram.substring(20));
    } else if ((type >= 5 && type <= 8) || type >= Decryption.OPENED) {
      header(bytes);
      show("epoch", bytes.getInt(12) >>> 8);
      show("counter", bytes.getLong(12) & (1L << 40) - 1);
      secureBody(type, datagram.substring(20));
    } else {
      handshake(type, bytes, datagram);
    }
    return shown;
  }

  private void header(ByteBuffer bytes) {
    show("connection_id", Long.toUnsignedString(bytes.getLong(4)));
    show("number", Long.toUnsignedString(bytes.getLong(12)));
  }

  private void plainBody(int type, ByteString body) throws IOException {
    switch (type) {
      case 1, 2 -> message(Greeting.getDescriptor(), body);
      case 3 -> message(Packet.getDescriptor(), body);
      case 6 -> message(Close.getDescriptor(), body);
      default -> {}
    }
  }

  private void secureBody(int type, ByteString body) throws IOException {
    switch (type) {
      case 0x85 -> message(Packet.getDescriptor(), body);
      case 0x88 -> message(Close.getDescriptor(), body);
      case 0x86, 0x87 ->
          show("token", Long.toUnsignedString(body.asReadOnlyByteBuffer().getLong()));
      default -> {
        show("sealed", hex(body.substring(0, body.size() - 16)));
        show("tag", hex(body.substring(body.size() - 16)));
      }
    }
  }

  private void handshake(int type, ByteBuffer bytes, ByteString datagram) {
    int id = 4;
    if (type == 1) {
      show("init.suite", bytes.get(4));
      show("init.pattern", bytes.get(5));
      show("init.part", bytes.get(6));
      show("init.part_index", bytes.get(6) >> 4);
      show("init.part_count", bytes.get(6) & 0xf);
      show("init.flags", bytes.get(7));
      show("init.fast_aes", bytes.get(7) & 1);
      id = 8;
    }
    show("connection_id", Long.toUnsignedString(bytes.getLong(id)));
    switch (type) {
      case 1 -> {
        show("cookie", hex(datagram.substring(16, 36)));
        show("ephemeral_key", hex(datagram.substring(36)));
      }
      case 2 -> show("cookie", hex(datagram.substring(12)));
      case 3 -> {
        show("ephemeral_key", hex(datagram.substring(12, 44)));
        show("sealed_key", hex(datagram.substring(44, 92)));
        show("sealed_payload", hex(datagram.substring(92)));
      }
      case 4 -> {
        show("sealed_key", hex(datagram.substring(12, 60)));
        show("sealed_payload", hex(datagram.substring(60)));
      }
      case 10 -> show("note.code", bytes.get(12));
      default -> {}
    }
  }

  private void message(Descriptor schema, ByteString bytes) throws IOException {
    CodedInputStream in = bytes.newCodedInput();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      FieldDescriptor field = schema.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      String prefix =
          PREFIXES.getOrDefault(
              schema.getFullName(), schema.getName().toLowerCase(Locale.ROOT) + ".");
      value(prefix + field.getName(), field, in);
    }
  }

  private void value(String name, FieldDescriptor field, CodedInputStream in) throws IOException {
    switch (field.getType()) {
      case MESSAGE -> {
        ByteString inner = in.readBytes();
        message(field.getMessageType(), inner);
        if (field.getMessageType().equals(Fragment.getDescriptor())) {
          fragment(Fragment.parseFrom(inner));
        }
      }
      case STRING -> {
        String text = in.readBytes().toStringUtf8();
        show(name.equals("refusal.other_addresses") ? "refusal.other_address" : name, text);
      }
      case FIXED64 -> show(name, Long.toUnsignedString(in.readFixed64()));
      case UINT32, UINT64, BOOL, ENUM -> {
        if (field.isRepeated()) {
          CodedInputStream packed = in.readBytes().newCodedInput();
          while (!packed.isAtEnd()) {
            show("acks.run", packed.readRawVarint64());
          }
        } else {
          show(name, Long.toUnsignedString(in.readRawVarint64()));
        }
      }
      case BYTES -> bytes(name, in.readBytes());
      default -> throw new AssertionError(field);
    }
  }

  private void bytes(String name, ByteString value) throws IOException {
    Integer entryBytes = ENTRY_BYTES.get(name);
    if (entryBytes != null) {
      String entry = entryBytes == 8 || name.endsWith(".ids") ? name.replaceFirst("s$", "") : name;
      for (int at = 0; at < value.size(); at += entryBytes) {
        ByteString each = value.substring(at, at + entryBytes);
        show(entry, entryBytes == 8 ? number(each) : hex(each));
      }
      return;
    }
    switch (name) {
      case "frames" -> frame(value);
      case "payload.content" -> message(Content.getDescriptor(), value);
      case "payload.header" -> {
        show(name, hex(value));
        if (plugins().contains("relay.dandelion")) {
          message(DandelionHeader.getDescriptor(), value);
        }
      }
      case "repair.symbols.symbols" -> symbols(value);
      case "exchange.answer.ipv4" -> addresses(name, value, 4);
      case "exchange.answer.ipv6" -> addresses(name, value, 16);
      default -> {
        if (!value.isEmpty()) {
          show(name, hex(value));
        }
      }
    }
  }

  private void symbols(ByteString value) throws IOException {
    CodedInputStream in = value.newCodedInput();
    while (!in.isAtEnd()) {
      show("repair.symbols.sum", number(ByteString.copyFrom(in.readRawBytes(8))));
      int check = ByteBuffer.wrap(in.readRawBytes(4)).getInt();
      show("repair.symbols.check", Integer.toUnsignedString(check));
      show("repair.symbols.number", in.readRawVarint64());
    }
  }

  private void addresses(String name, ByteString value, int addressBytes) throws IOException {
    for (int at = 0; at < value.size(); at += addressBytes + 2) {
      byte[] address = value.substring(at, at + addressBytes).toByteArray();
      show(name + ".address", InetAddress.getByAddress(address).getHostAddress());
      ByteBuffer port = value.substring(at + addressBytes).asReadOnlyByteBuffer();
      show(name + ".port", Short.toUnsignedInt(port.getShort()));
    }
  }

  private void frame(ByteString frame) throws IOException {
    int kind = frame.byteAt(0);
    ByteString body = frame.substring(1);
    show("frame.kind", kind);
    Descriptor schema = requireNonNull(FRAMES.get(kind));
    message(schema, body);
    if (kind == 1) {
      channels.put(
          link, Hello.parseFrom(body).getChannelsList().stream().map(c -> c.getPlugin()).toList());
    } else if (kind == 3) {
      Control control = Control.parseFrom(body);
      List<String> plugins = plugins();
      Descriptor bodySchema =
          control.getChannel() < plugins.size()
              ? CONTROL_BODIES.get(plugins.get(control.getChannel()))
              : null;
      if (bodySchema != null) {
        message(bodySchema, control.getBody());
      }
    }
  }

  /** The plugins of the channels, without their slots. */
  private List<String> plugins() {
    return channels.getOrDefault(link, List.of()).stream()
        .map(name -> name.substring(name.indexOf('=') + 1))
        .toList();
  }

  private void fragment(Fragment fragment) throws IOException {
    String key = link + " " + fragment.getTransfer() + " " + hex(fragment.getFrameHash());
    TreeMap<Integer, ByteString> known = parts.computeIfAbsent(key, frame -> new TreeMap<>());
    known.put(fragment.getOffset(), fragment.getData());
    ByteString whole = ByteString.copyFrom(known.values());
    if (whole.size() == fragment.getFrameBytes()) {
      parts.remove(key);
      frame(whole);
    }
  }

  private static String number(ByteString bigEndian) {
    return Long.toUnsignedString(bigEndian.asReadOnlyByteBuffer().getLong());
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  private void show(String name, Object value) {
    shown.add(name + "=" + value);
  }
}
