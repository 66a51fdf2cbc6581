package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.BatchCodec;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Header;
import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.gateway.rest.json.At;
import io.hotswap.gateway.rest.json.Faults;
import io.hotswap.gateway.rest.json.JsonIn;
import io.hotswap.gateway.rest.json.JsonIn.Text;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Takes one record that a client built: the same rules as for JSON, and none of the parts that only
 * the broker writes.
 */
record RecordIntake(At at, Intake intake, Faults faults) {

  /** The record to be stored, or null if something is wrong. */
  ByteBuffer take(ByteBuffer record) {
    String damaged = BatchCodec.fault(record).orElse(null);
    if (damaged != null) {
      faults.add(at, damaged);
      return null;
    }
    Message message = Message.wrap(record);
    checkReserved(message);
    check("key", message.key(), MessageDecoder.KEY);
    check("contentType", message.contentType(), MessageDecoder.LABEL);
    check("idempotencyKey", message.idempotencyKey(), MessageDecoder.LABEL);
    check("schemaVersion", message.schemaVersion(), MessageDecoder.LABEL);
    check("producerId", message.producerId(), MessageDecoder.LABEL);
    checkHeaders(message);
    checkTimes(message);
    checkPayload(message);
    return faults.isEmpty() ? complete(record, message) : null;
  }

  private void checkReserved(Message message) {
    if (message.originOffset() >= 0
        || message.targetGroup() != null
        || message.replays() != 0
        || message.replayOf() != null
        || message.failure() != null) {
      faults.add(at, "origin, target, replay or failure (expected: none of these parts)");
    }
  }

  private void check(String field, String text, Text rule) {
    String fault = text == null ? null : rule.fault(text);
    if (fault != null) {
      faults.add(at.child(field), fault);
    }
  }

  private void checkHeaders(Message message) {
    At headers = at.child("headers");
    Set<String> names = new HashSet<>();
    for (Header header : message.headers()) {
      String fault = MessageDecoder.LABEL.fault(header.name());
      fault = fault == null ? MessageDecoder.HEADER_VALUE.fault(header.value()) : fault;
      fault = names.add(header.name()) ? fault : "given twice (expected: once)";
      if (fault != null) {
        faults.add(headers.child(header.name()), fault);
      }
    }
    if (names.size() > Limits.HEADERS_MAX) {
      faults.add(headers, names.size() + " headers", "at most " + Limits.HEADERS_MAX);
    }
  }

  private void checkTimes(Message message) {
    long ttl = message.ttlMillis();
    if (ttl < 0 || ttl > MessageDecoder.TTL_MAX) {
      faults.add(at.child("ttl"), ttl + " ms", "1 .. " + MessageDecoder.TTL_MAX);
    }
    long due = message.deliverAtMillis();
    if (due < 0 || due > intake.nowMillis() + MessageDecoder.DELAY_MAX) {
      faults.add(at.child("deliverAt"), due + " ms", "from 1970 on, at most 365d from now");
    }
  }

  private void checkPayload(Message message) {
    At payload = at.child("payload");
    ByteBuffer bytes = message.payload();
    if (bytes.remaining() > intake.payloadBytesMax()) {
      faults.add(payload, bytes.remaining() + " bytes", "at most " + intake.payloadBytesMax());
    } else if (message.encoding() == Encoding.JSON) {
      checkJson(payload, bytes);
    } else if (message.encoding() == Encoding.TEXT) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(bytes);
      } catch (CharacterCodingException notUtf8) {
        faults.add(payload, "invalid UTF-8 (expected: UTF-8, for payloadEncoding text)");
      }
    }
  }

  private void checkJson(At payload, ByteBuffer bytes) {
    byte[] json = new byte[bytes.remaining()];
    bytes.get(json);
    try {
      JsonIn.read(json, payload, faults, JsonIn::source);
    } catch (Problem malformed) {
      faults.addAll(Faults.of(malformed));
    }
  }

  /** As it is if nothing is to be filled in: then not a byte is written again. */
  private ByteBuffer complete(ByteBuffer record, Message message) {
    boolean due = message.deliverAtMillis() > intake.nowMillis();
    if (message.producerId() != null && (due || message.deliverAtMillis() == 0)) {
      return record;
    }
    MessageBuilder copy = MessageBuilder.copyOf(message);
    if (message.producerId() == null) {
      copy.producerId(intake.producerId());
    }
    return copy.deliverAtMillis(due ? message.deliverAtMillis() : 0).build();
  }
}
