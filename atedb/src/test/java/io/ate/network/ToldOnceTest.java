package io.ate.network;

import io.ate.Bus;
import io.ate.Chain;
import io.ate.Change;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.KeyBundle;
import io.ate.Position;
import io.ate.PublicKeys;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A value that was sealed for other readers, over and over, and by several programs, which built on what was not
 * answered yet: who follows the chain later is told it once.
 */
class ToldOnceTest {
    private static final Field.Vec<Note> NOTES = Field.vec("notes", Note.class);

    @TempDir
    private Path place;

    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bobsKeys = KeyBundle.generate();
    private final KeyBundle carolsKeys = KeyBundle.generate();
    private final PublicKeys bob = bobsKeys.publicKeys();
    private final PublicKeys carol = carolsKeys.publicKeys();
    private SometimesAway away;

    record Note(String text) {}

    @BeforeEach
    void aPlace() throws IOException {
        away = new SometimesAway(place, alice);
    }

    @AfterEach
    void close() {
        alice.close();
        bobsKeys.close();
        carolsKeys.close();
    }

    private static void give(Chain chain, DaoRef<Note> note, Rules rules) {
        chain.run(dio -> dio.load(note).rules(rules));
    }

    private static void grant(Chain chain, DaoRef<Note> note, PublicKeys reader) {
        chain.run(dio -> dio.load(note).grantRead(reader));
    }

    /** What somebody elsewhere is told who begins now. */
    private List<String> told() throws InterruptedException {
        try (AteClient client = away.elsewhere();
                Chain chain = client.openExisting(SometimesAway.NAME, Session.of(alice));
                Bus<Note> notes = chain.bus(Note.class, Position.START)) {
            return told(notes);
        }
    }

    private static List<String> told(Bus<Note> notes) throws InterruptedException {
        List<String> told = new ArrayList<>();
        for (var next = notes.poll(Duration.ZERO); next.isPresent(); next = notes.poll(Duration.ZERO)) {
            if (next.get() instanceof Change.Stored<Note> stored) {
                told.add(stored.value().text());
            }
        }
        return told;
    }

    @ParameterizedTest
    @EnumSource
    void whereAnotherProgramSealsWhatOneHasSealedWithoutWaiting(Trust trust) throws InterruptedException {
        DaoRef<Note> note = away.begun(trust,
                chain -> chain.store(new Note("first"), Rules.inherit().readableBy(alice.publicKeys(), bob)));
        try (AteServer _ = away.start();
                AteClient hers = away.elsewhere();
                Chain chain = hers.openExisting(SometimesAway.NAME, Session.of(alice));
                AteClient others = away.elsewhere();
                Chain other = others.openExisting(SometimesAway.NAME, Session.of(alice))) {
            hers.offline();
            Chain unawaited = chain.with(Scope.NONE);
            unawaited.run(dio -> dio.load(note).update(_ -> new Note("second")));
            grant(unawaited, note, carol);
            hers.online();
            chain.sync();
            other.sync();
            give(other, note, Rules.inherit());
            grant(other, note, carol);

            assertThat(told()).containsExactly("first", "second");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whereTheNextProgramSealsWhatIsLeftInTheOutbox(Trust trust) throws InterruptedException {
        DaoRef<Note> note = away.begun(trust, chain -> chain.store(new Note("kept")));
        try (AteClient client = away.worker(); Chain chain = SometimesAway.open(client, Session.of(alice))) {
            grant(chain, note, bob);
            grant(chain, note, carol);
        }
        try (AteClient client = away.worker(); Chain chain = SometimesAway.open(client, Session.of(alice))) {
            give(chain, note, Rules.inherit());
        }
        try (AteServer _ = away.start();
                AteClient client = away.worker();
                Chain chain = SometimesAway.open(client, Session.of(alice))) {
            chain.sync();
            give(chain, note, Rules.inherit().readableBy(alice.publicKeys(), carol));
            chain.sync();

            assertThat(told()).containsExactly("kept");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whereMuchElseWasWrittenInBetween(Trust trust) throws InterruptedException {
        DaoRef<Note> book = away.begun(trust, chain -> chain.store(new Note("book")));
        try (AteClient client = away.worker(); Chain chain = SometimesAway.open(client, Session.of(alice))) {
            chain.run(dio -> dio.load(book).in(NOTES).add(new Note("below")));
            DaoRef<Note> much = chain.store(new Note("much"));
            for (int i = 0; i < 70; i++) {
                chain.run(dio -> dio.load(much).in(NOTES).add(new Note("else")));
            }
            grant(chain, book, bob);
            grant(chain, book, carol);
        }
        try (AteServer _ = away.start();
                AteClient client = away.worker();
                Chain chain = SometimesAway.open(client, Session.of(alice))) {
            chain.sync();
            give(chain, book, Rules.inherit());
            chain.sync();
            try (AteClient elsewhere = away.elsewhere();
                    Chain theirs = elsewhere.openExisting(SometimesAway.NAME, Session.of(alice));
                    Bus<Note> below = theirs.bus(book, NOTES, Position.START)) {
                assertThat(told(below)).containsExactly("below");
            }
            assertThat(told()).containsExactly("book", "much");
        }
    }
}
