package io.hotswap.launcher.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void makesColumnsAsWideAsTheirWidestCell() {
    assertThat(new Table("A", "B").row("long cell", "x").row("", "y"))
        .hasToString("A          B\nlong cell  x\n           y\n");
  }

  @Test
  void flattensAnObject() throws JsonProcessingException {
    String json = "{\"a\":{\"b\":[1,{\"c\":null}]},\"empty\":[],\"text\":\"t\"}";
    assertThat(Table.of(new JsonMapper().readTree(json)))
        .hasToString("field     value\na.b[0]    1\na.b[1].c  null\nempty     []\ntext      t\n");
  }

  @Test
  void writesProgressOverItself() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Progress progress = Progress.on(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    progress.show("long");
    progress.show("ab");
    progress.clear();
    progress.clear();
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("\rlong\rab  \r  \r");
    Progress.on(null).show("nothing");
  }
}
