package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.Change;
import io.ate.Changes;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Offline;
import io.ate.Position;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Clocks that run ahead, behind and backwards, at clients and at the server: they change no outcome. */
class ClocksTest {
    private static final ServerConfig ANY_PORT = ServerConfig.defaults().port(0);
    private static final String NOTES = "example.com/alice/notes";
    private static final Instant AT_FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LONG_AGO = Instant.parse("1971-01-01T00:00:00Z");
    private static final Instant FAR_AHEAD = Instant.parse("2400-01-01T00:00:00Z");

    private final KeyBundle alice = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);
    private final SetClock atServer = new SetClock(AT_FIRST);
    private final SetClock atFirst = new SetClock(FAR_AHEAD);

    record Note(String text) {}

    @AfterEach
    void close() {
        alice.close();
    }

    private static AteConfig by(Clock clock) {
        return AteConfig.builder().clock(clock).build();
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whatIsWrittenByAnOldClockReachesEveryoneAndIsTheNewest(Trust trust) throws Exception {
        try (AteServer server = AteServer.inMemory(by(atServer), ANY_PORT);
                AteClient ahead = AteClient.create(server.address(), by(atFirst));
                AteClient behind = AteClient.create(server.address(), by(new SetClock(LONG_AGO)));
                Chain first = ahead.create(NOTES, asAlice, Genesis.of(Rules.inherit()).trust(trust));
                Chain second = behind.openExisting(NOTES, asAlice);
                Changes seenByFirst = first.changes(Position.START);
                Changes seenBySecond = second.changes(Position.START)) {
            DaoRef<Note> note = first.store(new Note("0"));
            await(second, 1);
            second.overwrite(note, new Note("1"));
            await(first, 2);
            first.run(dio -> dio.load(note).update(before -> new Note(before.text() + "2")));
            atServer.set(LONG_AGO.minus(Duration.ofDays(300)));
            atFirst.set(FAR_AHEAD.minus(Duration.ofDays(300)));
            await(second, 3);
            second.run(dio -> dio.load(note).update(before -> new Note(before.text() + "3")));
            await(first, 4);
            first.overwrite(note, new Note(first.get(note).text() + "4"));
            await(second, 5);

            List<String> all = List.of("0", "1", "12", "123", "1234");
            assertThat(texts(seenByFirst)).isEqualTo(all);
            assertThat(texts(seenBySecond)).isEqualTo(all);
            assertThat(first.get(note)).isEqualTo(second.get(note)).isEqualTo(new Note("1234"));
            Instant written = second.commit(dio -> dio.load(note).created().time());
            assertThat(written).as("what is written is the server's time").isEqualTo(AT_FIRST);
            try (AteClient late = AteClient.create(server.address());
                    Chain third = late.openExisting(NOTES, asAlice);
                    Changes seenByThird = third.changes(Position.START)) {
                assertThat(texts(seenByThird)).isEqualTo(all);
                assertThat(third.get(note)).isEqualTo(new Note("1234"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whereAClockIsSetMeanwhileTheServersTimeIsLearntAnewAndWrittenFromThenOn(Trust trust) {
        SetClock atSecond = new SetClock(AT_FIRST);
        try (AteServer server = AteServer.inMemory(by(atServer), ANY_PORT);
                AteClient client = AteClient.create(server.address(), by(atSecond));
                Chain chain = client.create(NOTES, asAlice, Genesis.of(Rules.inherit()).trust(trust));
                KeyBundle bob = KeyBundle.generate()) {
            DaoRef<Note> note = chain.store(new Note("0"));
            atSecond.set(AT_FIRST.plus(Duration.ofDays(400)));
            List<DaoRef<Note>> waiting = List.of(chain.with(Scope.NONE).store(new Note("1")),
                    chain.with(Scope.NONE).store(new Note("2")));
            chain.run(dio -> dio.load(note).update(_ -> new Note("3")));
            chain.run(dio -> dio.load(note).rules(Rules.inherit().readableBy(alice.publicKeys(), bob.publicKeys())));
            chain.sync();
            assertThat(chain.get(note)).isEqualTo(new Note("3"));
            for (DaoRef<Note> each : List.of(waiting.get(0), waiting.get(1), note)) {
                Instant written = chain.commit(dio -> dio.load(each).updated().time());
                assertThat(written).isEqualTo(AT_FIRST);
            }
        }
    }

    @Test
    void whatIsWrittenOffLineByAWrongClockSaysTheServersTimeAsAnEarlierProgramLearntIt(@TempDir Path place)
            throws Exception {
        ServerConfig onePort = ServerConfig.defaults().port(LastingPort.any());
        AteConfig offLine = AteConfig.builder()
                .clock(new SetClock(FAR_AHEAD))
                .folder(place.resolve("replicas"))
                .offline(Offline.WORK)
                .build();
        String address;
        try (AteServer server = AteServer.open(place.resolve("server"), by(atServer), onePort);
                AteClient client = AteClient.create(server.address(), offLine);
                Chain chain = client.create(NOTES, asAlice, Genesis.of(Rules.inherit()))) {
            address = server.address();
            chain.store(new Note("0"));
        }
        DaoRef<Note> note;
        try (AteClient client = AteClient.create(address, offLine);
                Chain chain = client.openExisting(NOTES, asAlice).with(Scope.LOCAL)) {
            note = chain.store(new Note("1"));
            assertThat(chain.outbox().commits()).hasSize(1);
        }
        try (AteServer _ = AteServer.open(place.resolve("server"), by(atServer), onePort);
                AteClient client = AteClient.create(address, offLine);
                Chain chain = client.openExisting(NOTES, asAlice)) {
            chain.sync();
            assertThat(chain.outbox().commits()).isEmpty();
            Instant written = chain.commit(dio -> dio.load(note).created().time());
            assertThat(written).isBetween(AT_FIRST.minusSeconds(1), AT_FIRST.plusSeconds(1));
        }
    }

    /** Waits until the chain is known here up to that sequence. */
    private static void await(Chain chain, long sequence) throws InterruptedException {
        try (Changes changes = chain.changes(Position.after(sequence - 1))) {
            assertThat(changes.poll(Duration.ofSeconds(20))).isPresent();
        }
    }

    private static List<String> texts(Changes changes) throws InterruptedException {
        List<String> texts = new ArrayList<>();
        while (texts.size() < 5) {
            Change<JsonNode> change = changes.poll(Duration.ofSeconds(20)).orElseThrow();
            texts.add(((Change.Stored<JsonNode>) change).value().get("text").asString());
        }
        return texts;
    }
}
