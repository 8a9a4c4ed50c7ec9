package io.ate.network;

import io.ate.Chain;
import io.ate.CommitRejectedException;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.NoReadAuthorityException;
import io.ate.Outbox;
import io.ate.PublicKeys;
import io.ate.Reason;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What lies in the outbox while others change who may read and write there. */
class OutboxMeetsNewRulesTest {
    @TempDir
    private Path place;

    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bob = KeyBundle.generate();
    private final KeyBundle carol = KeyBundle.generate();
    private final BlockingQueue<CommitRejectedException> told = new LinkedBlockingQueue<>();
    private SometimesAway away;

    record Note(String text, int read) {}

    @BeforeEach
    void aPlace() throws IOException {
        away = new SometimesAway(place, alice);
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
        carol.close();
    }

    private Rules readableBy(KeyBundle... keys) {
        return Rules.inherit()
                .readableBy(Arrays.stream(keys)
                        .map(KeyBundle::publicKeys)
                        .toArray(PublicKeys[]::new));
    }

    /** Everybody may follow the chain and write below; the note is what it is about. */
    private DaoRef<Note> aNote(Trust trust, Rules rules) {
        Rules all = readableBy(alice, bob, carol).writableBy(alice.publicKeys(), bob.publicKeys(),
                carol.publicKeys());
        return away.begun(Genesis.of(all).trust(trust), chain -> chain.store(new Note("milk", 0), rules));
    }

    private void bobWorksOffLine(DaoRef<Note> note) {
        try (AteClient client = away.worker(); Chain chain = SometimesAway.open(client, Session.of(bob))) {
            chain.run(dio -> dio.load(note).update(each -> new Note("of Bob", each.read())));
        }
    }

    private void aliceSets(DaoRef<Note> note, Rules rules) {
        try (AteServer _ = away.start();
                AteClient client = away.elsewhere();
                Chain chain = client.openExisting(SometimesAway.NAME, Session.of(alice))) {
            chain.run(dio -> dio.load(note).rules(rules));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasSealedForFormerReadersIsSealedForThoseOfNow(Trust trust) {
        DaoRef<Note> note = aNote(trust, readableBy(alice, bob, carol));
        bobWorksOffLine(note);
        aliceSets(note, readableBy(alice, bob));
        try (AteServer _ = away.start();
                AteClient client = away.worker();
                Chain chain = SometimesAway.open(client, Session.of(bob));
                AteClient others = away.elsewhere();
                Chain hers = others.openExisting(SometimesAway.NAME, Session.of(alice));
                AteClient strangers = away.elsewhere();
                Chain carols = strangers.openExisting(SometimesAway.NAME, Session.of(carol))) {
            chain.sync();
            assertThat(chain.outbox().commits()).isEmpty();
            hers.sync();
            assertThat(hers.get(note)).isEqualTo(new Note("of Bob", 0));
            carols.sync();
            assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> carols.get(note));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoMayNotWriteAnyMoreIsRefusedAndKeepsWhatHeWrote(Trust trust) throws Exception {
        DaoRef<Note> note = aNote(trust, readableBy(alice, bob));
        bobWorksOffLine(note);
        aliceSets(note, readableBy(alice, bob).writableBy(alice.publicKeys()));
        assertRefusedAndKept(note, Reason.NO_WRITE_AUTHORITY);
    }

    @ParameterizedTest
    @EnumSource
    void whoMayNeitherReadNorWriteAnyMoreIsRefusedAndKeepsWhatHeWrote(Trust trust) throws Exception {
        DaoRef<Note> note = aNote(trust, readableBy(alice, bob));
        bobWorksOffLine(note);
        aliceSets(note, readableBy(alice).writableBy(alice.publicKeys()));
        assertRefusedAndKept(note, Reason.NO_READ_AUTHORITY);
    }

    private void assertRefusedAndKept(DaoRef<Note> note, Reason why) throws Exception {
        try (AteServer _ = away.start(); AteClient client = away.worker()) {
            client.offline();
            try (Chain chain = SometimesAway.open(client, Session.of(bob))) {
                chain.onRefused(told::add);
                client.online();
                chain.sync();
                CommitRejectedException refusal = told.poll(60, TimeUnit.SECONDS);
                assertThat(refusal).isNotNull();
                assertThat(refusal.reason()).isEqualTo(why);
                assertKept(chain, note, why);
            }
        }
        try (AteClient client = away.worker(); Chain chain = SometimesAway.open(client, Session.of(bob))) {
            assertKept(chain, note, why);
        }
        assertThat(told).isEmpty();
    }

    private static void assertKept(Chain chain, DaoRef<Note> note, Reason why) {
        assertThat(chain.outbox().commits()).singleElement().satisfies(kept -> {
            assertThat(kept.state()).isEqualTo(Outbox.State.REFUSED);
            assertThat(kept.refusal()).get().extracting(CommitRejectedException::reason).isEqualTo(why);
            assertThat(kept.writes()).singleElement().satisfies(write -> {
                assertThat(write.object()).isEqualTo(note.key());
                assertThat(write.value()).get()
                        .satisfies(value -> assertThat(value.path("text").stringValue()).isEqualTo("of Bob"));
            });
        });
    }
}
