package io.ate.internal.log;

import io.ate.ChainName;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Subscribers;
import io.ate.Trust;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.CommitSignature;
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
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes the entries of one chain as a sequencer would, with random content. Confined to one thread. */
final class SampleChain {
    private static final KeyId KEY = new KeyId(17, 4);

    private final Random random;
    private final long number;
    private final ChainName name;
    private final SignedGenesis genesis;
    private final WriterId writer;
    private long sequence;
    private long commitNumber;
    private long previous;

    SampleChain(RedoLog log, String name, Random random) {
        this(log.nextChainNumber(), name, random);
    }

    SampleChain(long number, String name, Random random) {
        this.random = random;
        this.number = number;
        this.name = new ChainName(name);
        genesis = genesis(this.name, random);
        writer = new WriterId(KEY, random.nextLong(), random.nextLong());
    }

    long number() {
        return number;
    }

    ChainName name() {
        return name;
    }

    int shard() {
        return RedoLog.shardOf(name);
    }

    SignedGenesis genesis() {
        return genesis;
    }

    WriterId writer() {
        return writer;
    }

    LogEntry.Create create() {
        return new LogEntry.Create(number, name, genesis);
    }

    /** The next commit, of so many events with payloads of so many bytes each. */
    LogEntry.Append commit(int count, int payloadBytes) {
        List<Event> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(event(random, payloadBytes));
        }
        Statement statement = new Statement(writer, ++commitNumber, commitNumber, sequence, 0, Hash.of(new byte[32]),
                List.of(KEY), List.of(), null, count, Hash.of(bytes(random, 32)));
        Slice encoded = statement.encode();
        Commit commit = new Commit(statement, encoded, List.<CommitSignature>of(), events);
        CommitRecord record = CommitRecord.of(commit, sequence + 1, 1_700_000_000_000L + sequence, previous);
        previous = sequence + 1;
        sequence += count;
        return new LogEntry.Append(number, record, events, Statement.hash(genesis.chainId(), encoded));
    }

    /** Creates the chain and waits until it is there. */
    SampleChain createdIn(RedoLog log) {
        if (!append(log, create()).isDurable()) {
            throw new AssertionError("the chain could not be created");
        }
        return this;
    }

    Answer append(RedoLog log, LogEntry... entries) {
        Answer answer = new Answer();
        log.append(shard(), 1, LogBatch.of(entries), answer);
        return answer;
    }

    static Event event(Random random, int payloadBytes) {
        DataKeyId dataKey = new DataKeyId(3, 4);
        Facts facts = new Facts(Kind.PUT, new PrimaryKey(random.nextLong() >>> 2, random.nextLong()), null, "note",
                new Place.Top(), null, new Condition.None(), KEY, 1_700_000_000_000L, null,
                new PayloadForm(PayloadForm.Format.SMILE, 0, dataKey), null);
        Slice payload = Slice.of(bytes(random, payloadBytes));
        Seal seal = new Seal(payloadBytes, Sha256.plain(payload), Slice.of(bytes(random, Seal.NONCE)));
        return Event.of(facts, facts.encode(), seal, Slice.empty(), payload);
    }

    private static SignedGenesis genesis(ChainName name, Random random) {
        ObjectRules rules = new ObjectRules(new ReadRule.Everyone(), new WriteRule.AnyOf(List.of(KEY)),
                new ControlRule.AnyOf(List.of(KEY)));
        GenesisRecord record = new GenesisRecord(name, Hash.of(bytes(random, 32)), Trust.CENTRALIZED,
                Subscribers.EVERYONE, List.of(Slice.of(bytes(random, 100))), rules,
                new KeyRing.Clear(Slice.of(bytes(random, KeyRing.NAME_KEY))).encode());
        return SignedGenesis.of(record, record.encode(), Slice.of(bytes(random, 3000)));
    }

    static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
