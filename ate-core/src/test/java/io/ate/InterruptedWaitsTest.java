package io.ate;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Whoever waits can be interrupted, whatever he waits for, and is told that it was his thread. What declares no
 * {@code InterruptedException} sets the flag again.
 */
class InterruptedWaitsTest {
    private static final long NEVER = 1_000_000;
    private static final Service<Thing, Thing> SILENT = Service.of("silent", Thing.class, Thing.class);
    private static final Service<Thing, Thing> AWAY = Service.of("away", Thing.class, Thing.class);

    private final Chain chain = Chain.temporary();
    private final CountDownLatch end = new CountDownLatch(1);
    private DaoRef<Thing> thing;

    record Thing(String name) {
        static final Field.Vec<Thing> PARTS = Field.vec("parts", Thing.class);
        static final Field.Stream<Thing> PAST = Field.stream("past", Thing.class);
    }

    /** Something that has to be waited for, and comes at no time of this test. */
    interface Wait {
        void begin(Chain chain, DaoRef<Thing> thing) throws InterruptedException;
    }

    @BeforeEach
    void store() {
        thing = chain.store(new Thing("one"));
        chain.serve(SILENT, asked -> {
            end.await();
            return asked;
        });
        chain.serve(AWAY, asked -> asked).close();
    }

    @AfterEach
    void close() {
        end.countDown();
        chain.close();
    }

    static Stream<Arguments> quiet() {
        return Stream.of(wait("await", (chain, _) -> chain.await(NEVER)),
                wait("lock", (chain, thing) -> {
                    try (Lock _ = chain.lock(thing)) {
                        chain.as(chain.session()).lock(thing);
                    }
                }),
                wait("store", (chain, _) -> chain.store(new Thing("two"))),
                wait("invoke", (chain, _) -> chain.invoke(SILENT, new Thing("asked"))),
                wait("invoke, nobody serving", (chain, _) -> chain.invoke(AWAY, new Thing("asked"))),
                wait("invokeDurably", (chain, _) -> chain.invokeDurably(AWAY, new Thing("asked"))),
                wait("index", (chain, _) -> {
                    try (Index<Thing, String> byName = chain.index(Thing.class, Thing::name)) {
                        byName.await(NEVER);
                    }
                }));
    }

    static Stream<Arguments> declared() {
        return Stream.of(wait("bus", (chain, thing) -> {
            try (Bus<Thing> bus = chain.bus(thing, Thing.PARTS)) {
                bus.take();
            }
        }), wait("changes", (chain, _) -> {
            try (Changes changes = chain.changes(Position.NOW)) {
                changes.take();
            }
        }), wait("cursor", (chain, thing) -> {
            try (EventCursor<Thing> cursor = chain.stream(thing, Thing.PAST).subscribe(0)) {
                cursor.take();
            }
        }), wait("queue", (chain, thing) -> chain.queue(thing, Thing.PARTS).process((_, _) -> {
        })));
    }

    private static Arguments wait(String name, Wait wait) {
        return Arguments.of(name, wait);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("quiet")
    void whoIsInterruptedIsToldSoAndKeepsTheFlag(String name, Wait wait) {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> wait.begin(chain, thing)).as(name)
                .isInstanceOf(AteException.class)
                .hasMessageContaining("this thread was interrupted");
        assertThat(Thread.interrupted()).as("the flag").isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("declared")
    void whatDeclaresTheInterruptionThrowsIt(String name, Wait wait) {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> wait.begin(chain, thing)).as(name).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).as("the flag").isFalse();
    }

    @Test
    void whoIsInterruptedWhileHeStoresStoresNothing() {
        long before = chain.sync();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> chain.store(new Thing("two"))).hasMessageContaining("nothing was stored");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(chain.sync()).isEqualTo(before);
    }

    @Test
    void whoIsInterruptedWhileHeOpensAFolderIsToldSoAndNothingIsWrongWithIt(@TempDir Path folder) {
        try (KeyBundle keys = KeyBundle.generate()) {
            Session session = Session.of(keys);
            Chain.open(folder, session).close();
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> Chain.open(folder, session)).isInstanceOf(ChainUnavailableException.class)
                    .hasMessageContainingAll("this thread was interrupted", folder.toString());

            assertThat(Thread.interrupted()).isTrue();
            Chain.open(folder, session).close();
        }
    }

    @Test
    void soIsWhoSavesKeysAndNoTornFileIsLeft(@TempDir Path folder) {
        Path file = folder.resolve("alice.key");
        try (KeyBundle keys = KeyBundle.generate()) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> keys.save(file)).isInstanceOf(KeyFileException.class)
                    .hasMessageContainingAll("this thread was interrupted", file.toString());

            assertThat(Thread.interrupted()).isTrue();
            assertThat(file).doesNotExist();
        }
    }
}
