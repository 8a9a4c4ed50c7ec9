package io.ate.atedb;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What happens in a village of its own, in which Alice lives. */
abstract class VillageTest {
    @TempDir
    Path folder;

    Village village;
    Program alice;

    @BeforeEach
    void aVillage() {
        village = new Village(folder);
        alice = village.person("alice");
    }

    @AfterEach
    void theVillageEnds() {
        village.close();
    }
}
