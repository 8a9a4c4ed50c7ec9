package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.Change;
import io.ate.Changes;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Position;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Clocks that run ahead, behind and backwards, at clients and at the server: they change no outcome. */
class ClocksTest {
    private static final ServerConfig ANY_PORT = ServerConfig.defaults().port(0);
    private static final String NOTES = "example.com/alice/notes";
    private static final Instant LONG_AGO = Instant.parse("1971-01-01T00:00:00Z");
    private static final Instant FAR_AHEAD = Instant.parse("2400-01-01T00:00:00Z");

    private final KeyBundle alice = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);
    private final SetClock atServer = new SetClock(Instant.parse("2026-01-01T00:00:00Z"));
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
            assertThat(written).as("times are kept as they were written").isEqualTo(FAR_AHEAD);
            try (AteClient late = AteClient.create(server.address());
                    Chain third = late.openExisting(NOTES, asAlice);
                    Changes seenByThird = third.changes(Position.START)) {
                assertThat(texts(seenByThird)).isEqualTo(all);
                assertThat(third.get(note)).isEqualTo(new Note("1234"));
            }
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
