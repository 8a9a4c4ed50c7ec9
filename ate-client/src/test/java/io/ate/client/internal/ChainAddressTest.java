package io.ate.client.internal;

import io.ate.ChainId;
import io.ate.ChainName;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ChainAddressTest {
    private static final String FINGERPRINT = "ab".repeat(32);
    private static final String ID = "cd".repeat(32);

    @Test
    void anAddressSaysServerChainAndWhatSpeaksForThem() {
        assertThat(
                ChainAddress.parse("ws://Example.com:7000/db/example.com/alice/notes#" + FINGERPRINT + "&chain=" + ID))
                .isEqualTo(new ChainAddress(new ServerPlace("example.com", 7000),
                        Optional.of(new ChainName("example.com/alice/notes")), Optional.of(FINGERPRINT),
                        Optional.of(ChainId.parse(ID))));
    }

    @Test
    void whatIsLeftOutIsTheUsual() {
        assertThat(ChainAddress.parse("ws://localhost/db")).isEqualTo(new ChainAddress(
                new ServerPlace("localhost", 5000), Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(ChainAddress.parse("ws://[::1]/db/").server()).hasToString("[::1]:5000");
        assertThat(ChainAddress.parse("ws://h/db/a#chain=" + ID).id()).contains(ChainId.parse(ID));
    }

    @Test
    void aNameIsAChainOfTheServerAtHand() {
        ChainAddress home = ChainAddress.parse("ws://localhost/db#" + FINGERPRINT);

        assertThat(home.chain("alice/notes#chain=" + ID)).isEqualTo(new ChainAddress(home.server(),
                Optional.of(new ChainName("alice/notes")), Optional.of(FINGERPRINT), Optional.of(ChainId.parse(ID))));
    }

    @Test
    void aFingerprintThatComesWithANameMustBeTheOneOfTheServer() {
        ChainAddress home = ChainAddress.parse("ws://localhost/db#" + FINGERPRINT);
        assertThat(home.chain("notes#" + FINGERPRINT).fingerprint()).contains(FINGERPRINT);
        assertThatIllegalArgumentException().isThrownBy(() -> home.chain("notes#" + ID));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> ChainAddress.parse("ws://localhost/db").chain("notes#" + FINGERPRINT + "&chain=" + ID))
                .withMessageContaining("belongs to the address of a server");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost/db", "ws://localhost", "ws://localhost/", "ws://localhost/dbase",
        "ws://localhost/db?x", "ws://me@localhost/db", "ws:///db", "localhost:5000", "ws://local host/db",
        "ws://localhost/db#abc", "ws://localhost/db/../x", "ws://localhost/db/A", "ws://localhost/db#chain=1",
        "ws://localhost/db/a//b", "ws://localhost:0/db", "ws://localhost:65536/db"})
    void whatIsNoAddressIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ChainAddress.parse(text));
    }

    @Test
    void aFingerprintThatIsAddedToOneIsNamedAsTheMistake() {
        String twice = "ws://localhost/db#" + FINGERPRINT + "#" + FINGERPRINT;
        assertThatIllegalArgumentException().isThrownBy(() -> ChainAddress.parse(twice))
                .withMessageStartingWith("an address has one #")
                .withMessageEndingWith(twice);
    }

    @Test
    void tlsIsRefusedInWordsUntilItIsThere() {
        assertThatIllegalArgumentException().isThrownBy(() -> ChainAddress.parse("wss://localhost/db"))
                .withMessageContaining("wss:// is not supported yet");
    }
}
