package io.ate.internal.event;

import io.ate.KeyId;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Every layout, as something that reads bytes and writes again what it read. */
enum Decoder {
    FACTS {
        @Override
        Slice rewritten(Slice bytes) throws MalformedException {
            return Facts.decode(bytes).encode();
        }
    },
    EVENT {
        @Override
        Slice rewritten(Slice bytes) throws MalformedException {
            WireReader in = new WireReader(bytes);
            Event event = Event.read(in);
            in.end();
            assertThat(event.facts().encode()).isEqualTo(event.factsBytes());
            WireWriter out = new WireWriter();
            event.write(out);
            return out.toSlice();
        }
    },
    STATEMENT {
        @Override
        Slice rewritten(Slice bytes) throws MalformedException {
            return Statement.decode(bytes).encode();
        }
    },
    COMMIT {
        @Override
        Slice rewritten(Slice bytes) throws MalformedException {
            Commit commit = Commit.decode(bytes);
            assertThat(commit.statement().encode()).isEqualTo(commit.statementBytes());
            return commit.encode();
        }
    },
    RECORD {
        @Override
        Slice rewritten(Slice bytes) throws MalformedException {
            return CommitRecord.decode(bytes).encode();
        }
    },
    GENESIS {
        @Override
        Slice rewritten(Slice bytes) throws MalformedException {
            return GenesisRecord.decode(bytes).encode();
        }
    },
    SIGNED_GENESIS {
        @Override
        Slice rewritten(Slice bytes) throws MalformedException {
            return SignedGenesis.decode(bytes).encode();
        }
    },
    SEALED_RING {
        @Override
        Slice rewritten(Slice bytes) throws MalformedException {
            int readers = bytes.length() < 19 ? 1 : Math.max(1, ((bytes.at(17) & 0xff) << 8) | (bytes.at(18) & 0xff));
            ReadRule rule = new ReadRule.Keys(
                    LongStream.range(0, readers).mapToObj(i -> new KeyId(1, i)).toList());
            return KeyRing.decode(bytes, rule).encode();
        }
    },
    CLEAR_RING {
        @Override
        Slice rewritten(Slice bytes) throws MalformedException {
            return KeyRing.decode(bytes, new ReadRule.Everyone()).encode();
        }
    },
    PUBLISHED_KEY {
        @Override
        Slice rewritten(Slice bytes) throws MalformedException {
            return PublishedKey.decode(bytes).encode();
        }
    },
    EPHEMERAL {
        @Override
        Slice rewritten(Slice bytes) throws MalformedException {
            return SignedEphemeral.decode(bytes).encode();
        }
    },
    HEAD {
        @Override
        Slice rewritten(Slice bytes) throws MalformedException {
            WireReader in = new WireReader(bytes);
            SignedHead head = SignedHead.read(in);
            in.end();
            WireWriter out = new WireWriter();
            head.write(out);
            return out.toSlice();
        }
    };

    /** Reads the bytes, and writes what was read. */
    abstract Slice rewritten(Slice bytes) throws MalformedException;

    /** Asserts that the bytes are refused, or are the one encoding of what they say. */
    final void assertReadAsItselfOrRefused(byte[] bytes) {
        try {
            assertThat(rewritten(Slice.of(bytes.clone())).toArray()).isEqualTo(bytes);
        } catch (MalformedException refused) {
            assertThat(refused).hasMessageMatching("(?s).{5,}");
        }
    }
}
