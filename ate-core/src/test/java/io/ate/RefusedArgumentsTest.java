package io.ate;

import java.time.Duration;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What cannot be meant is refused at the call, with a text that says why. (Nulls: see NullArgumentsTest.) */
class RefusedArgumentsTest {
    private static final String HUGE = "x".repeat(100_000);

    /** A family of values. */
    sealed interface Shape permits Circle, Square {}

    /** One of the family. */
    record Circle(int radius) implements Shape {}

    /** Another one. */
    record Square(int side) implements Shape {}

    private static void with(Consumer<Chain> test) {
        try (Chain chain = Chain.temporary()) {
            test.accept(chain);
        }
    }

    private static void assertRefused(ThrowingCallable call, String... says) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(says);
    }

    @Test
    void emptyAndHugeNamesAreRefused() {
        with(chain -> {
            assertRefused(() -> chain.ref(Circle.class, ""), "an object", "1 to 1,024 bytes, not 0");
            assertRefused(() -> chain.ref(Circle.class, HUGE), "an object", "1 to 1,024 bytes, not 100000");
            assertRefused(() -> chain.run(dio -> dio.ref(Circle.class, "")), "an object");
            assertRefused(() -> chain.checkpoint(""), "a checkpoint", "not 0");
            assertRefused(() -> chain.checkpoint(HUGE), "a checkpoint");
            assertRefused(() -> chain.follow("", from -> chain.bus(Shape.class, from), (_, _) -> {
            }), "a checkpoint");
        });
        assertRefused(() -> Service.of("", Circle.class, Square.class), "a service", "not 0");
        assertRefused(() -> Service.streaming(HUGE, Circle.class, Square.class), "a service");
    }

    @Test
    void aNameOfTheLongestIsTaken() {
        with(chain -> {
            DaoRef<Shape> ref = chain.ref(Shape.class, "ü".repeat(512));
            chain.store(ref, new Circle(1));
            assertThat(chain.get(ref)).isEqualTo(new Circle(1));
        });
    }

    @Test
    void timesThatDoNotLieAheadAreToldAsPeopleTellThem() {
        with(chain -> {
            DaoRef<Shape> shape = chain.store(Type.of(Shape.class), new Circle(1));
            assertRefused(() -> chain.lock(shape, Duration.ZERO), "a timeout", "not 0 s");
            assertRefused(() -> chain.within(Duration.ofMillis(-100)), "a deadline", "not -100 ms");
            assertRefused(() -> chain.within(Duration.ofSeconds(Long.MIN_VALUE)), "a deadline", "not -");
        });
        assertRefused(() -> AteConfig.builder().deadline(Duration.ZERO), "a deadline", "not 0 s");
        assertRefused(() -> AteConfig.builder().lease(Duration.ofMinutes(90)), "a lease", "not 1 h 30 min");
    }

    @Test
    void thereIsNoSequenceBelowZeroToWaitFor() {
        with(chain -> {
            assertRefused(() -> chain.await(-5), "-5");
            try (var index = chain.index(Shape.class, Shape::hashCode)) {
                assertRefused(() -> index.await(-5), "-5");
            }
        });
    }

    @Test
    void whoAsksForAllOfOneMemberOfASealedTypeIsToldToAskForTheType() {
        with(chain -> {
            chain.store(new Square(1));
            String[] advice = {"Circle is a member of Shape", "ask for Shape.class"};
            assertRefused(() -> chain.commit(dio -> dio.roots(Circle.class).toList()), advice);
            assertRefused(() -> chain.bus(Circle.class), advice);
            assertRefused(() -> chain.bus(Circle.class, Position.START), advice);
            assertRefused(() -> chain.index(Circle.class, Circle::radius), advice);
            assertRefused(() -> chain.view(Circle.class, 0, (sum, _) -> sum + 1, (sum, _) -> sum - 1), advice);
            assertThat(chain.<Long, RuntimeException>commit(dio -> dio.roots(Shape.class).count())).isOne();
        });
    }

    @Test
    void aChainNameThatIsNoneIsShownAsItWasGiven() {
        assertRefused(() -> new ChainName("my chain"), "\"my chain\"");
        assertRefused(() -> new ChainName("a\u0007b"), "\"a\\u0007b\"");
    }
}
