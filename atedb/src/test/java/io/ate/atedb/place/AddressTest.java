package io.ate.atedb.place;

import java.util.Locale;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AddressTest {
    private static final String FINGERPRINT = "0123456789abcdef".repeat(4);
    private static final String CHAIN = "fedcba9876543210".repeat(4);

    @Test
    void aNameStandsForAChainOfTheServerThatTheOptionsName() {
        ServerAddress server = ServerAddress.parse("ws://example.com/db#" + FINGERPRINT);
        assertThat(ChainAddress.parse("example.com/alice/notes").at(server))
                .isEqualTo("ws://example.com:5000/db/example.com/alice/notes#" + FINGERPRINT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#F", "#F&chain=C", "#chain=C"})
    void anAddressSurvivesWithItsPins(String form) {
        String address = "ws://localhost:6000/db/alice"
                + form.replace("F", FINGERPRINT).replace("C", CHAIN);
        assertThat(ChainAddress.parse(address).at(ServerAddress.parse("ws://elsewhere/db"))).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a//b", "a/../b", "A", "ws://host/alice", "ws://host/db/", "http://host/db/alice",
        "wss://host/db/alice", "ws://user@host/db/alice", "ws://host/db/alice?x=1", "ws://host/db/al%69ce",
        "ws://host/db/alice#12",
        "alice#chain=12", "ws:///db/alice", "localhost:5000/db/alice", "ws://host:0/db/alice",
        "ws://host:65536/db/alice", "a/b/c/d/e/f/g/h/i"})
    void whatIsNoChainIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ChainAddress.parse(text));
    }

    @Test
    void anotherFingerprintThanTheAddressHasIsRefused() {
        ServerAddress server = ServerAddress.parse("ws://localhost/db#" + FINGERPRINT);
        assertThat(server.withFingerprint(FINGERPRINT)).isEqualTo(server);
        assertThatIllegalArgumentException().isThrownBy(() -> server.withFingerprint(CHAIN));
    }

    @Test
    void anObjectIsAnIdOrATypeWithAName() {
        String id = "0123456789abcdef0123456789abcdef";
        assertThat(ObjectAddress.parse(id)).isInstanceOf(ObjectAddress.ById.class).hasToString(id);
        assertThat(ObjectAddress.parse(id.toUpperCase(Locale.ROOT))).isEqualTo(ObjectAddress.parse(id));
        assertThat(ObjectAddress.parse("package/a/b")).isEqualTo(new ObjectAddress.ByName("package", "a/b"));
        for (String text : new String[] {"", "package", "/bash", "package/"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> ObjectAddress.parse(text));
        }
    }

    @Test
    void sizesAndDurationsAreReadAsPeopleWriteThem() {
        assertThat(new Sizes().convert("512")).isEqualTo(512);
        assertThat(new Sizes().convert("100MiB")).isEqualTo(100L << 20);
        assertThat(new Sizes().convert("1kB")).isEqualTo(1000);
        assertThat(new Durations().convert("250ms")).hasMillis(250);
        assertThat(new Durations().convert("1h30m")).hasMinutes(90);
        assertThat(new Durations().convert("10s")).hasSeconds(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "B", "-1", "1XB", "9999999999999TB", "1.5MB"})
    void whatIsNoSizeIsRefused(String text) {
        assertThat(Assertions.catchThrowable(() -> new Sizes().convert(text)))
                .isInstanceOf(picocli.CommandLine.TypeConversionException.class);
    }
}
