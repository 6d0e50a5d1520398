#include "report/html_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/style.h"

namespace shakedown {

namespace {

class StringWriter : public pugi::xml_writer {
 public:
  explicit StringWriter(std::string& out) : out_(out) {}
  void write(const void* data, size_t size) override { out_.append(static_cast<const char*>(data), size); }

 private:
  std::string& out_;
};

}  // namespace

Element add(Element parent, const char* name, const char* css_class) {
  Element element = parent.append_child(name);
  if (css_class != nullptr) element.append_attribute("class") = css_class;
  return element;
}

Element add_text(Element parent, const char* name, const char* css_class, const std::string& text) {
  const Element element = add(parent, name, css_class);
  say(element, text);
  return element;
}

void say(Element element, const std::string& text) {
  element.append_child(pugi::node_pcdata).set_value(printable(text, true).c_str());
}

void set(Element element, const char* attribute, const std::string& value) {
  element.append_attribute(attribute) = printable(value, true).c_str();
}

void set(Element element, const char* attribute, double value) {
  element.append_attribute(attribute) = px(value).c_str();
}

void add_paragraphs(Element parent, const char* css_class, const std::string& text) {
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) add_text(parent, "p", css_class, text.substr(at, end - at));
    at = end + 1;
  }
}

std::string markup_of(const pugi::xml_document& document) {
  std::string out;
  StringWriter writer(out);
  document.save(writer, "",
                pugi::format_raw | pugi::format_no_declaration | pugi::format_no_empty_element_tags,
                pugi::encoding_utf8);
  return out;
}

Element add_svg(Element parent, const char* css_class, const std::string& label) {
  const Element svg = add(parent, "svg", css_class);
  set(svg, "aria-label", label);
  set(svg, "xml:space", "preserve");  // for browsers that do not know white-space in drawings
  return svg;
}

void set_size(Element svg, double width, double height) {
  set(svg, "width", width);
  set(svg, "height", height);
  set(svg, "viewBox", fmt::format("0 0 {} {}", px(width), px(height)));
}

Element svg_text(Element svg, const char* css_class, double x, double y, const std::string& text) {
  const Element element = add_text(svg, "text", css_class, text);
  set(element, "x", x);
  set(element, "y", y);
  return element;
}

Element svg_path(Element svg, const char* css_class, const std::string& path) {
  const Element element = add(svg, "path", css_class);
  set(element, "d", path);
  return element;
}

std::string px(double number) {
  const long tenths = std::lround(number * 10);
  return tenths % 10 == 0 ? fmt::format("{}", tenths / 10)
                          : fmt::format("{:.1f}", static_cast<double>(tenths) / 10);
}

}  // namespace shakedown
