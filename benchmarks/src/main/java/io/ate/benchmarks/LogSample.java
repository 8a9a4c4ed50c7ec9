package io.ate.benchmarks;

import io.ate.ChainName;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Subscribers;
import io.ate.Trust;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Condition;
import io.ate.internal.event.ControlRule;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.GenesisRecord;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.Kind;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.Seal;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.Statement;
import io.ate.internal.event.WriteRule;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Batches for one chain as a sequencer makes them, from a small stock of events. Confined to one thread. */
final class LogSample {
    private static final KeyId KEY = new KeyId(17, 4);
    private static final int STOCK = 256;

    private final Random random = new Random(1);
    private final long number;
    private final ChainName name;
    private final WriterId writer = new WriterId(KEY, 1, 2);
    private final List<Event> stock = new ArrayList<>();
    private long sequence;
    private long commits;

    /** A chain whose events take {@code eventBytes} each, header included. */
    LogSample(long number, String name, int eventBytes) {
        this.number = number;
        this.name = new ChainName(name);
        int headerBytes = event(1).encodedLength() - 1;
        for (int i = 0; i < STOCK; i++) {
            stock.add(event(eventBytes - headerBytes));
        }
    }

    int shard() {
        return RedoLog.shardOf(name);
    }

    long number() {
        return number;
    }

    /** Creates the chain. */
    LogBatch create() {
        ObjectRules rules = new ObjectRules(new ReadRule.Everyone(), new WriteRule.AnyOf(List.of(KEY)),
                new ControlRule.AnyOf(List.of(KEY)));
        GenesisRecord record = new GenesisRecord(name, Hash.of(bytes(Hash.BYTES)), Trust.CENTRALIZED,
                Subscribers.EVERYONE, List.of(Slice.of(bytes(100))), rules,
                new KeyRing.Clear(Slice.of(bytes(KeyRing.NAME_KEY))).encode());
        return LogBatch.of(
                new LogEntry.Create(number, name, SignedGenesis.of(record, record.encode(), Slice.of(bytes(3000)))));
    }

    /** Appends a commit of so many events. */
    LogBatch commit(int count) {
        List<Event> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(stock.get((int) ((sequence + i) % STOCK)));
        }
        commits++;
        Statement statement = new Statement(writer, commits, commits, sequence, 0, Hash.of(new byte[Hash.BYTES]),
                List.of(KEY), List.of(), null, count, Hash.of(new byte[Hash.BYTES]));
        CommitRecord record = new CommitRecord(sequence + 1, commits, sequence, statement, statement.encode(),
                List.of());
        sequence += count;
        return LogBatch.of(new LogEntry.Append(number, record, events, Hash.of(new byte[Hash.BYTES])));
    }

    private Event event(int payloadBytes) {
        Facts facts = new Facts(Kind.PUT, new PrimaryKey(random.nextLong() >>> 1, random.nextLong()), null, "note",
                new Place.Top(), null, new Condition.None(), KEY, 1_700_000_000_000L, null,
                new PayloadForm(PayloadForm.Format.SMILE, 0, new DataKeyId(3, 4)), null);
        Slice payload = Slice.of(bytes(payloadBytes));
        Seal seal = new Seal(payloadBytes, Sha256.plain(payload), Slice.of(bytes(Seal.NONCE)));
        return Event.of(facts, facts.encode(), seal, Slice.empty(), payload);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
