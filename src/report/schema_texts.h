#pragma once
// What an editor says about each key and step word, and which texts it offers behind them.

#include <string>
#include <vector>

namespace shakedown {

struct SchemaText {
  std::string about;
  std::vector<std::string> examples{};
};

// Nothing is said about a word that the language does not have.
SchemaText schema_text_of_key(const std::string& key);
SchemaText schema_text_of_connection_key(const std::string& key);
SchemaText schema_text_of_step(const std::string& word);

}  // namespace shakedown
