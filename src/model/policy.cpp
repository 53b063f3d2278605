#include "model/policy.hpp"

namespace rolecall::model {

bool is_email(const std::string& who) { return who.find('@') != std::string::npos; }

} // namespace rolecall::model
